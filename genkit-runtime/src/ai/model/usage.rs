//! What an answer cost, in tokens and pieces.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

macro_rules! usage {
    ($($(#[$doc:meta])* $name:ident),* $(,)?) => {
        /// What an answer used. What a provider did not tell is `None`, which is not zero.
        #[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
        #[serde(rename_all = "camelCase")]
        #[non_exhaustive]
        pub struct Usage {
            $($(#[$doc])*
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub $name: Option<f64>,)*
            /// What only one provider counts.
            #[serde(default, skip_serializing_if = "Option::is_none")]
            pub custom: Option<BTreeMap<String, f64>>,
        }

        impl Usage {
            /// Adds what another answer used.
            pub fn add(&mut self, other: &Usage) {
                $(self.$name = sum(self.$name, other.$name);)*
                for (name, count) in other.custom.iter().flatten() {
                    *self.custom.get_or_insert_default().entry(name.clone()).or_default() += count;
                }
            }
        }
    };
}

usage! {
    /// Tokens of the request.
    input_tokens,
    /// Tokens of the answer.
    output_tokens,
    /// All tokens.
    total_tokens,
    /// Characters of the request.
    input_characters,
    /// Characters of the answer.
    output_characters,
    /// Images in the request.
    input_images,
    /// Images in the answer.
    output_images,
    /// Videos in the request.
    input_videos,
    /// Videos in the answer.
    output_videos,
    /// Sounds in the request.
    input_audio_files,
    /// Sounds in the answer.
    output_audio_files,
    /// Tokens that were only thought.
    thoughts_tokens,
    /// Tokens of the request that were known already.
    cached_content_tokens,
}

fn sum(a: Option<f64>, b: Option<f64>) -> Option<f64> {
    match (a, b) {
        (None, None) => None,
        (a, b) => Some(a.unwrap_or_default() + b.unwrap_or_default()),
    }
}
