//! Pictures, videos and music.

family! {
    /// The configuration of models that only draw. Members that it does not name go to the provider as they are.
    pub struct ImagenConfig {
        /// How many pictures, from 1 to 4; one by default.
        pub number_of_images: u32,
        /// Width to height: `1:1`, `9:16`, `16:9`, `3:4`, `4:3`.
        pub aspect_ratio: String,
        /// Whether people are drawn: `dont_allow`, `allow_adult`, `allow_all`.
        pub person_generation: String,
        /// What shall not be seen (Vertex AI).
        pub negative_prompt: String,
        /// The same picture for the same prompt (Vertex AI).
        pub seed: i64,
    }
}

family! {
    /// The configuration of models that make videos. Members that it does not name go to the provider as they are.
    pub struct VeoConfig {
        /// What shall not be seen.
        pub negative_prompt: String,
        /// Width to height: `9:16`, `16:9`.
        pub aspect_ratio: String,
        /// Whether people are shown: `dont_allow`, `allow_adult`, `allow_all`.
        pub person_generation: String,
        /// How long it is, from 4 to 8 seconds.
        pub duration_seconds: u32,
        /// How fine it is: `720p`, `1080p`, `4k`.
        pub resolution: String,
        /// The same video for the same prompt.
        pub seed: i64,
        /// True to let the provider write the prompt anew.
        pub enhance_prompt: bool,
    }
}

family! {
    /// The configuration of models that make music.
    pub struct LyriaConfig {
        /// What the answer is made of: `AUDIO`, `TEXT`; both by default.
        pub response_modalities: Vec<String>,
        /// What shall not be heard (`lyria-002`).
        pub negative_prompt: String,
        /// The same music for the same prompt (`lyria-002`).
        pub seed: i64,
        /// How many pieces (`lyria-002`).
        pub sample_count: u32,
    }
}
