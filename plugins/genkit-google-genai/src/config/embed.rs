//! Vectors.

family! {
    /// The configuration of embedders.
    pub struct EmbedConfig {
        /// What the vectors are for: `RETRIEVAL_DOCUMENT`, `RETRIEVAL_QUERY`, `SEMANTIC_SIMILARITY`, `CLASSIFICATION`,
        /// `CLUSTERING`, `QUESTION_ANSWERING`, `FACT_VERIFICATION`, `CODE_RETRIEVAL_QUERY`.
        pub task_type: String,
        /// The title of the document, with `RETRIEVAL_DOCUMENT`.
        pub title: String,
        /// How many numbers a vector shall have, for models that can shorten it.
        pub output_dimensionality: u32,
    }
}
