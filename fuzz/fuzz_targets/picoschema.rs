//! Any JSON as a schema in picoschema: a schema or an error, and what is a schema stays one.
#![no_main]

use genkit_dotprompt::{Schemas, picoschema};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    let Ok(value) = serde_json::from_str::<serde_json::Value>(text) else { return };
    for schemas in [Schemas::None, Schemas::Any] {
        if let Ok(Some(schema)) = picoschema(&value, schemas) {
            assert!(schema.is_object(), "{schema}");
        }
    }
});
