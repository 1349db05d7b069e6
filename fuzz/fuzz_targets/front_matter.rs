//! Any text as front matter: aliases, depth and length stay within bounds.
#![no_main]

use genkit_dotprompt::{Prompt, Schemas};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|yaml: &str| {
    if let Ok(prompt) = Prompt::parse(&format!("---\n{yaml}\n---\nHi")) {
        let front = prompt.front_matter();
        let _ = (front.input_schema(Schemas::Any), front.output_schema(Schemas::None));
        let _ = prompt.to_json().to_string();
    }
});
