//! Where the plugins differ from Genkit JS on purpose.

use provider_tests::Difference;
use serde_json::Value;

pub(super) const ALL: &[Difference] = &[
    Difference {
        what: "a response is one message",
        why: "Genkit's wire has had one candidate since 1.0; JS models still answer with a list",
        change: |case| {
            let Some(response) = case.response.as_mut().and_then(Value::as_object_mut) else { return false };
            let Some(Value::Array(mut candidates)) = response.shift_remove("candidates") else { return false };
            let Value::Object(mut first) = candidates.remove(0) else { return false };
            for name in ["index", "custom"] {
                first.shift_remove(name);
            }
            response.extend(first);
            true
        },
    },
    Difference {
        what: "no characters and pictures are counted",
        why: "usage holds what the provider tells; what it does not tell is not made up",
        change: |case| {
            let Some(usage) = case.response.as_mut().and_then(|r| r.get_mut("usage")) else { return false };
            let Some(usage) = usage.as_object_mut() else { return false };
            let before = usage.len();
            let counted = ["Characters", "Images", "Videos", "AudioFiles"];
            usage.retain(|name, _| !counted.iter().any(|c| name.ends_with(c)));
            let after = usage.len();
            if after == 0 {
                case.response.as_mut().unwrap().as_object_mut().unwrap().shift_remove("usage");
            }
            after < before
        },
    },
];
