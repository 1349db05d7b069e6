//! Agents: those that study, and those that work.

use serde_json::Value;

family! {
    /// The configuration of deep research.
    pub struct DeepResearchConfig {
        /// Whether thoughts are told: `AUTO`, `NONE`.
        pub thinking_summaries: String,
        /// Whether charts are drawn: `AUTO`, `OFF`.
        pub visualization: String,
        /// True to be shown the plan before the work begins.
        pub collaborative_planning: bool,
        /// The study that this one goes on from: `interactionId` in the metadata of its message.
        pub previous_interaction_id: String,
        /// False to have nothing kept at the provider's.
        pub store: bool,
        /// What the answer is made of: `TEXT`, `IMAGE`, `AUDIO`.
        pub response_modalities: Vec<String>,
        /// True to search the web.
        pub google_search: Value,
        /// True to read pages that are named.
        pub url_context: Value,
        /// True to run programs.
        pub code_execution: Value,
        /// Stores of files to search: `{"fileSearchStoreNames": [..]}`.
        pub file_search: Value,
        /// MCP servers to ask: `[{"name", "url", "headers", "allowedTools"}]`.
        pub mcp_servers: Vec<Value>,
    }
}

family! {
    /// The configuration of agents with a machine of their own.
    pub struct AntigravityConfig {
        /// The work that this one goes on from: `interactionId` in the metadata of its message.
        pub previous_interaction_id: String,
        /// False to have nothing kept at the provider's.
        pub store: bool,
        /// The machine: the id of one (`environmentId` in the metadata of a message), or what shall be on it.
        #[schemars(schema_with = "machine")]
        pub environment: Value,
        /// What the answer is made of: `TEXT`, `IMAGE`.
        pub response_modalities: Vec<String>,
    }
}

fn machine(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
    schemars::json_schema!({"anyOf": [{"type": "string"}, {"type": "object", "additionalProperties": true}]})
}
