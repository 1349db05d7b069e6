use genkit::prelude::*;

mod hex {
    use serde::{Deserialize, Deserializer, Serializer};

    pub fn serialize<S: Serializer>(n: &u32, s: S) -> Result<S::Ok, S::Error> {
        s.serialize_str(&format!("{n:x}"))
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(d: D) -> Result<u32, D::Error> {
        let text = String::deserialize(d)?;
        u32::from_str_radix(&text, 16).map_err(serde::de::Error::custom)
    }
}

/// Mixes a colour.
#[tool]
fn mix(#[serde(with = "hex")] #[schemars(with = "String")] colour: u32, amount: f64) -> f64 {
    f64::from(colour) * amount
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run_json("/tool/mix", serde_json::json!({"colour": "ff", "amount": 2.0})).await?, 510.0);
    Ok(())
}
