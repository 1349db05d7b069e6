//! What an answer used.

use std::collections::BTreeMap;

use genkit::Usage;
use serde_json::Value;

/// What only this provider counts, and where it says so.
const CUSTOM: [(&str, &str); 6] = [
    ("cache_creation_input_tokens", "/cache_creation_input_tokens"),
    ("cache_read_input_tokens", "/cache_read_input_tokens"),
    ("ephemeral_5m_input_tokens", "/cache_creation/ephemeral_5m_input_tokens"),
    ("ephemeral_1h_input_tokens", "/cache_creation/ephemeral_1h_input_tokens"),
    ("web_search_requests", "/server_tool_use/web_search_requests"),
    ("web_fetch_requests", "/server_tool_use/web_fetch_requests"),
];

pub(super) fn read(told: &Value) -> Usage {
    let at = |pointer: &str| told.pointer(pointer).and_then(Value::as_f64);
    let mut usage = Usage::default();
    usage.input_tokens = at("/input_tokens");
    usage.output_tokens = at("/output_tokens");
    usage.cached_content_tokens = at("/cache_read_input_tokens");
    usage.thoughts_tokens = at("/output_tokens_details/thinking_tokens");
    // Tokens that the cache takes or gives are not among those of the input.
    let input = usage.input_tokens.map(|input| {
        let cached = at("/cache_creation_input_tokens").unwrap_or_default();
        input + cached + usage.cached_content_tokens.unwrap_or_default()
    });
    usage.total_tokens = input.zip(usage.output_tokens).map(|(input, output)| input + output);
    let custom: BTreeMap<String, f64> =
        CUSTOM.iter().filter_map(|(name, pointer)| Some(((*name).to_owned(), at(pointer)?))).collect();
    usage.custom = Some(custom).filter(|custom| !custom.is_empty());
    usage
}
