//! A conversation as whoever holds it sees it.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use genkit::{
    Action, Error, Genkit, IntoTool, JsonBidiRun, Message, ModelRequest, ModelResponse, ModelResponseChunk,
    Part, Result, RunOptions, ToolDefinition, ToolRef, ToolRequest, ToolResponse,
};
use serde_json::{Map, Value, json};

use super::frame::{ACTIVITY_END, ACTIVITY_START, AUDIO_STREAM_END, REALTIME};
use crate::{LiveChunk, LiveConfig};

/// A model that is talked with in real time.
///
/// ```no_run
/// use genkit::prelude::*;
/// use genkit_google_genai::{LiveConfig, google_ai};
///
/// # async fn example(ai: Genkit) -> Result<()> {
/// let mut talk = google_ai::live("gemini-live-2.5-flash-preview").system("You wait tables.").start(&ai).await?;
/// talk.send_text("What is the soup today?").await?;
/// while let Some(chunk) = talk.next().await {
///     let chunk = chunk?;
///     if let Some(sound) = chunk.media() {
///         // play(sound)
/// #       let _ = sound;
///     }
///     if chunk.turn_complete {
///         break;
///     }
/// }
/// # Ok(()) }
/// ```
#[derive(Clone, Debug)]
#[must_use = "a conversation begins with `start`"]
pub struct Live {
    key: String,
    init: ModelRequest,
    tools: Vec<ToolRef>,
}

impl Live {
    pub(crate) fn new(plugin: &str, name: &str) -> Self {
        let key = format!("/custom/{plugin}/live/{name}");
        Self { key, init: ModelRequest::new(Vec::new()), tools: Vec::new() }
    }

    /// The key of its bidirectional action: the init is a request, the inputs are messages.
    #[must_use]
    pub fn key(&self) -> &str {
        &self.key
    }

    /// The same with what the system says.
    pub fn system(mut self, text: impl Into<String>) -> Self {
        self.init.messages.insert(0, Message::system(text.into()));
        self
    }

    /// The same after these messages.
    pub fn messages(mut self, messages: impl IntoIterator<Item = Message>) -> Self {
        self.init.messages.extend(messages);
        self
    }

    /// The same with this configuration.
    #[allow(clippy::needless_pass_by_value, reason = "as a model takes it")]
    pub fn config(mut self, config: LiveConfig) -> Self {
        self.init.config = json!(config);
        self
    }

    /// The same with tools, which [`LiveSession::run`] runs: `tools![get_weather]`, or the names of registered ones.
    pub fn tools(mut self, tools: impl IntoIterator<Item = impl IntoTool>) -> Self {
        self.tools.extend(tools.into_iter().map(IntoTool::into_tool));
        self
    }

    /// Begins a conversation. Needs a tokio runtime.
    ///
    /// # Errors
    /// `NOT_FOUND` without the plugin, or without a tool. What keeps the other side from answering is told by
    /// [`LiveSession::next`].
    pub async fn start(mut self, ai: &Genkit) -> Result<LiveSession> {
        let mut tools = Vec::with_capacity(self.tools.len());
        for tool in self.tools {
            tools.push(match tool {
                ToolRef::Action(action) => action,
                ToolRef::Name(name) => ai.action(&format!("/tool/{name}")).await?,
            });
        }
        if !tools.is_empty() {
            self.init.tools = Some(tools.iter().map(define).collect());
        }
        let run = ai.action(&self.key).await?.bidi_json(ai, json!(self.init), RunOptions::new())?;
        Ok(LiveSession { ai: ai.clone(), run, tools })
    }
}

fn define(tool: &Action) -> ToolDefinition {
    ToolDefinition {
        name: short(tool).to_owned(),
        description: tool.description().unwrap_or_default().to_owned(),
        input_schema: tool.input_schema().cloned(),
        output_schema: None,
        key: None,
        metadata: None,
    }
}

/// What the model calls it.
fn short(tool: &Action) -> &str {
    tool.name().rsplit('/').next().unwrap_or_default()
}

/// A conversation in real time. Dropping it ends it.
#[derive(Debug)]
pub struct LiveSession {
    ai: Genkit,
    run: JsonBidiRun,
    tools: Vec<Action>,
}

impl LiveSession {
    /// Says something, as a turn that is to be answered.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` once the conversation is over, as for all that is sent.
    pub async fn send_text(&self, text: impl Into<String>) -> Result<()> {
        self.send(Message::user(text.into())).await
    }

    /// Sends a message. One that is only sound or pictures is heard while it comes, everything else is a turn; the
    /// answers of tools are a message of theirs. Metadata that is `true` marks its edges: `activityStart`,
    /// `activityEnd`, `audioStreamEnd`; with `realtime` words are heard while they come, too; a turn with
    /// `turnComplete: false` is not answered yet.
    ///
    /// # Errors
    /// See [`send_text`](Self::send_text).
    pub async fn send(&self, message: Message) -> Result<()> {
        self.run.send(json!(message)).await
    }

    /// Sends sound as it comes, for example of the type `audio/pcm;rate=16000`.
    ///
    /// # Errors
    /// See [`send_text`](Self::send_text).
    pub async fn send_audio(&self, mime_type: &str, sound: impl AsRef<[u8]>) -> Result<()> {
        let url = format!("data:{mime_type};base64,{}", STANDARD.encode(sound));
        self.send(Message::user(Part::media(mime_type, url))).await
    }

    /// Sends a picture as it is seen, for example of the type `image/jpeg`.
    ///
    /// # Errors
    /// See [`send_text`](Self::send_text).
    pub async fn send_video(&self, mime_type: &str, picture: impl AsRef<[u8]>) -> Result<()> {
        self.send_audio(mime_type, picture).await
    }

    /// Says words that are heard while they come, as sound is.
    ///
    /// # Errors
    /// See [`send_text`](Self::send_text).
    pub async fn send_realtime_text(&self, text: impl Into<String>) -> Result<()> {
        self.send(marked(Message::user(text.into()), REALTIME)).await
    }

    /// Tells that somebody begins to speak, where the model does not listen for that itself. What it says then is
    /// interrupted.
    ///
    /// # Errors
    /// See [`send_text`](Self::send_text).
    pub async fn activity_start(&self) -> Result<()> {
        self.send(marked(Message::user(Vec::new()), ACTIVITY_START)).await
    }

    /// Tells that nobody speaks any more.
    ///
    /// # Errors
    /// See [`send_text`](Self::send_text).
    pub async fn activity_end(&self) -> Result<()> {
        self.send(marked(Message::user(Vec::new()), ACTIVITY_END)).await
    }

    /// Tells that the microphone is off.
    ///
    /// # Errors
    /// See [`send_text`](Self::send_text).
    pub async fn audio_stream_end(&self) -> Result<()> {
        self.send(marked(Message::user(Vec::new()), AUDIO_STREAM_END)).await
    }

    /// Answers the call of a tool.
    ///
    /// # Errors
    /// See [`send_text`](Self::send_text).
    pub async fn send_tool_response(&self, response: ToolResponse) -> Result<()> {
        self.send(Message::tool(Part::from(response))).await
    }

    /// Runs the tool that a call asks for, and sends its answer. What it fails with is an answer, too: `{"error": ..}`.
    ///
    /// # Errors
    /// `NOT_FOUND` for a tool that the conversation was not given; see [`send_text`](Self::send_text).
    pub async fn run(&self, call: &ToolRequest) -> Result<()> {
        let tool = self.tools.iter().find(|tool| short(tool) == call.name);
        let tool =
            tool.ok_or_else(|| Error::not_found(format!("no tool {} in this conversation", call.name)))?;
        let input = call.input.clone().unwrap_or_default();
        let output = match tool.run_json(&self.ai, input, RunOptions::new()).await {
            Ok(run) => run.result,
            Err(error) => json!({"error": error.message()}),
        };
        let mut response = ToolResponse::new(&call.name, output);
        response.reference.clone_from(&call.reference);
        self.send_tool_response(response).await
    }

    /// The next piece of what is answered; `None` once the conversation is over. An error is the last.
    pub async fn next(&mut self) -> Option<Result<LiveChunk>> {
        let chunk = self.run.next().await?;
        Some(chunk.and_then(|raw| Ok(LiveChunk::of(serde_json::from_str::<ModelResponseChunk>(raw.get())?))))
    }

    /// Says no more. What was said is still answered.
    pub fn close(&mut self) {
        self.run.close();
    }

    /// Says no more, waits until what was said is answered, and gives the words and the open calls of the whole
    /// conversation.
    ///
    /// # Errors
    /// With what was said so far: `UNAVAILABLE` if the other side ended it, `DEADLINE_EXCEEDED` if it fell silent.
    pub async fn output(self) -> Result<ModelResponse> {
        Ok(serde_json::from_value(self.run.output().await?)?)
    }
}

fn marked(mut message: Message, mark: &str) -> Message {
    message.metadata.get_or_insert_with(Map::new).insert(mark.to_owned(), Value::Bool(true));
    message
}
