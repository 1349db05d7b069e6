//! What an answer used.

use genkit::Usage;
use serde_json::Value;

pub(super) fn read(told: &Value) -> Usage {
    let at = |pointer: &str| told.pointer(pointer).and_then(Value::as_f64);
    let mut usage = Usage::default();
    usage.input_tokens = at("/prompt_tokens");
    usage.output_tokens = at("/completion_tokens");
    usage.total_tokens = at("/total_tokens");
    usage.thoughts_tokens = at("/completion_tokens_details/reasoning_tokens");
    usage.cached_content_tokens =
        at("/prompt_tokens_details/cached_tokens").or_else(|| at("/prompt_cache_hit_tokens"));
    usage
}
