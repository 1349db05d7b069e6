//! From nothing to a runtime that knows a thousand actions: some declared, the others built at run time.

use std::time::Instant;

use genkit::prelude::*;
use serde_json::json;

use crate::common::row;
use crate::rounds::median;

const ROUNDS: usize = 51;
const ACTIONS: usize = 1_000;

#[derive(Debug, Serialize, Deserialize, JsonSchema)]
struct Order {
    /// What is ordered
    dish: String,
    count: u32,
    notes: Option<Vec<String>>,
}

macro_rules! declare {
    ($($name:ident)*) => {
        const DECLARED: usize = [$(stringify!($name)),*].len();
        $(
            /// Passes an order on.
            #[flow]
            async fn $name(order: Order) -> Result<Order> {
                Ok(order)
            }
        )*
    };
}

declare! {
    f000 f001 f002 f003 f004 f005 f006 f007 f008 f009 f010 f011 f012 f013 f014 f015 f016 f017 f018 f019
    f020 f021 f022 f023 f024 f025 f026 f027 f028 f029 f030 f031 f032 f033 f034 f035 f036 f037 f038 f039
    f040 f041 f042 f043 f044 f045 f046 f047 f048 f049 f050 f051 f052 f053 f054 f055 f056 f057 f058 f059
    f060 f061 f062 f063 f064 f065 f066 f067 f068 f069 f070 f071 f072 f073 f074 f075 f076 f077 f078 f079
    f080 f081 f082 f083 f084 f085 f086 f087 f088 f089 f090 f091 f092 f093 f094 f095 f096 f097 f098 f099
    f100 f101 f102 f103 f104 f105 f106 f107 f108 f109 f110 f111 f112 f113 f114 f115 f116 f117 f118 f119
    f120 f121 f122 f123 f124 f125 f126 f127 f128 f129 f130 f131 f132 f133 f134 f135 f136 f137 f138 f139
    f140 f141 f142 f143 f144 f145 f146 f147 f148 f149 f150 f151 f152 f153 f154 f155 f156 f157 f158 f159
    f160 f161 f162 f163 f164 f165 f166 f167 f168 f169 f170 f171 f172 f173 f174 f175 f176 f177 f178 f179
    f180 f181 f182 f183 f184 f185 f186 f187 f188 f189 f190 f191 f192 f193 f194 f195 f196 f197 f198 f199
}

pub(crate) async fn run() -> Result<()> {
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let begun = Instant::now();
        let ai = start()?;
        times.push(begun.elapsed().as_secs_f64() * 1e3);
        let last = format!("/tool/built_{}", ACTIONS - 1);
        assert_eq!(ai.run_json(&last, json!({"dish": "soup", "count": 2})).await?["dish"], "soup");
        assert_eq!(ai.run_json("/flow/f199", json!({"dish": "soup", "count": 2})).await?["count"], 2);
        let flows_and_tools =
            ai.actions().await?.into_keys().filter(|key| !key.starts_with("/util/")).count();
        assert!(flows_and_tools >= ACTIONS);
    }
    let ms = (median(&times) * 1e3).round() / 1e3;
    row(&json!({"bench": "core", "name": "start_1000", "n": ROUNDS, "ms": ms, "declared": DECLARED}));
    Ok(())
}

fn start() -> Result<Genkit> {
    let built = (DECLARED..ACTIONS).map(|i| {
        Tool::builder(format!("built_{i}"))
            .description("Passes an order on")
            .handler(|order: Order, _ctx| async move { Ok(order) })
    });
    Genkit::builder().register_all(built).build_now()
}
