//! What can be set of a request.

use genkit::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The configuration of chat models. Members that it does not name go to the provider as they are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ChatConfig {
    /// A version of the model, for example `gpt-4o-2024-11-20`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// How freely tokens are chosen, from 0 to 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 2.0))]
    pub temperature: Option<f64>,
    /// The most tokens of the answer, thoughts included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_output_tokens: Option<u64>,
    /// Choose among so many tokens. OpenAI itself does not know it; other servers may.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub top_k: Option<u64>,
    /// Choose among the tokens of this share of all likelihood.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub top_p: Option<f64>,
    /// Texts that end the answer, at most four.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub stop_sequences: Option<Vec<String>>,
    /// Against words said often, from -2 to 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = -2.0, max = 2.0))]
    pub frequency_penalty: Option<f64>,
    /// Against words said at all, from -2 to 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = -2.0, max = 2.0))]
    pub presence_penalty: Option<f64>,
    /// True to be told how likely each token was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub log_probs: Option<bool>,
    /// And how likely the next best tokens were: so many.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0, max = 20))]
    pub top_log_probs: Option<u64>,
    /// For or against tokens by their id, from -100 to 100.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub logit_bias: Option<Map<String, Value>>,
    /// The same answer to the same question, as far as that goes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub seed: Option<i64>,
    /// Who asks, by a name that tells nothing to strangers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// True to keep the answer at the provider's.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<bool>,
    /// How much is thought before the answer: `minimal`, `low`, `medium`, `high`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_effort: Option<String>,
    /// How closely pictures are looked at: `auto`, `low`, `high`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visual_detail_level: Option<String>,
    /// How the web is searched, for models that do: `{}` for any.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub web_search_options: Option<Map<String, Value>>,
    /// True to hold calls of tools to their schemas (`strict`) also where that loses bounds and patterns of a schema, false
    /// never to. If nothing is said, OpenAI holds calls to each schema that loses nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict_tools: Option<bool>,
    /// Tools of the provider's own, beside those of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tools: Option<Vec<Value>>,
    /// A key for this request alone. It stands in traces: `secrets.apiKey` of the context does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key: Option<String>,
    /// Whatever else the provider takes, by its own names.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The configuration of embedders.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct EmbedConfig {
    /// A version of the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// How many numbers a vector shall have, for models that can shorten it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dimensions: Option<u32>,
    /// How vectors are sent: `float` or `base64`. Either way they arrive as numbers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub encoding_format: Option<String>,
    /// Who asks, by a name that tells nothing to strangers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
}

/// The configuration of models that draw. Members that it does not name go to the provider as they are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct ImageConfig {
    /// A version of the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// How many pictures, from 1 to 10.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 1, max = 10))]
    pub n: Option<u32>,
    /// Width and height in pixels, for example `1024x1024`, or `auto`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub size: Option<String>,
    /// For example `high`, `hd`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality: Option<String>,
    /// `vivid` or `natural`, for models that know it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub style: Option<String>,
    /// `b64_json` or `url`, for models that know it; `b64_json` if it is not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_format: Option<String>,
    /// Who asks, by a name that tells nothing to strangers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// Whatever else the provider takes, by its own names.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The configuration of models that speak. Members that it does not name go to the provider as they are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct SpeechConfig {
    /// A version of the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// Whose voice, for example `nova`; `alloy` if it is not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub voice: Option<String>,
    /// How fast, from 0.25 to 4.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.25, max = 4.0))]
    pub speed: Option<f64>,
    /// `mp3`, `opus`, `aac`, `flac`, `wav` or `pcm`; `mp3` if it is not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_format: Option<String>,
    /// How to say it, in words, for models that listen to that.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub instructions: Option<String>,
    /// Whatever else the provider takes, by its own names.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The configuration of models that write down what is said. Members that it does not name go to the provider as they
/// are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct TranscribeConfig {
    /// A version of the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The language that is spoken, for example `de`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// How freely words are chosen, from 0 to 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub temperature: Option<f64>,
    /// `text`, `json`, `verbose_json`, `srt` or `vtt`; `json` if JSON is asked for, else `text`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub response_format: Option<String>,
    /// True to translate into English, for whisper.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub translate: Option<bool>,
    /// Whatever else the provider takes, by its own names.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}

/// The configuration of models behind the Responses API. Members that it does not name go to the provider as they are.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
pub struct ResponsesConfig {
    /// A version of the model.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// How freely tokens are chosen, from 0 to 2.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 2.0))]
    pub temperature: Option<f64>,
    /// The most tokens of the answer, thoughts included.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_output_tokens: Option<u64>,
    /// Choose among the tokens of this share of all likelihood.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schemars(range(min = 0.0, max = 1.0))]
    pub top_p: Option<f64>,
    /// How much is thought before the answer: `minimal`, `low`, `medium`, `high`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_effort: Option<String>,
    /// How thoughts are summed up: `auto`, `concise`, `detailed`. Without it they are not told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reasoning_summary: Option<String>,
    /// False to keep nothing at the provider's; thoughts then travel sealed in the history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub store: Option<bool>,
    /// The id of the answer that this goes on from, in place of a history.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_response_id: Option<String>,
    /// How closely pictures are looked at: `auto`, `low`, `high`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub visual_detail_level: Option<String>,
    /// True to hold calls of tools to their schemas (`strict`) also where that loses bounds and patterns of a schema, false
    /// never to. If nothing is said, OpenAI holds calls to each schema that loses nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub strict_tools: Option<bool>,
    /// Tools of the provider's own, for example `{"type": "web_search"}`, beside those of the request.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tools: Option<Vec<Value>>,
    /// Who asks, by a name that tells nothing to strangers.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// A key for this request alone. It stands in traces: `secrets.apiKey` of the context does not.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub api_key: Option<String>,
    /// Whatever else the provider takes, by its own names.
    #[serde(flatten)]
    pub other: Map<String, Value>,
}
