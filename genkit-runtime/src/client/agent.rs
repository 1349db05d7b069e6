//! Agents over HTTP.

use std::fmt;

use serde_json::Value;
use serde_json::value::RawValue;

use super::{Flow, FlowStream};
use crate::core::BoxFuture;
use crate::core::action::{RemoteAction, RemoteRun};
use crate::core::error::{Error, Result};
use crate::core::secret::Secret;
use crate::http::Transport;

/// The agent at this address, whatever language it is written in: as it is talked with by
/// [`AgentClient::remote`](crate::AgentClient::remote). Its snapshots are asked for at `{url}/getSnapshot`, what it does in
/// the background is stopped at `{url}/abort`.
///
/// ```no_run
/// use genkit::{AgentClient, AgentInput, client};
///
/// # #[tokio::main] async fn main() -> genkit::Result<()> {
/// let clerk = AgentClient::remote(client::agent("https://bank.example/clerk").header("x-api-key", "..".to_owned()));
/// let mut chat = clerk.chat();
/// let mut turn = chat.send_stream("Pay 7 to Ada").await?;
/// while let Some(chunk) = turn.next().await {
///     println!("{:?}", chunk?.model_chunk);
/// }
/// let asked = turn.response().await?;
/// if let Some(interrupt) = asked.interrupts().first() {
///     chat.send(AgentInput::restart([interrupt.restart(true)])).await?;
/// }
///
/// // Later, elsewhere: `chat.session_id()` names the session.
/// let task = clerk.chat().detach("Write the report").await?;
/// clerk.abort(task.snapshot_id()).await?;
/// # Ok(()) }
/// ```
pub fn agent(url: impl Into<String>) -> RemoteAgent {
    let url = url.into();
    let url = url.trim_end_matches('/').to_owned();
    let at = |url: String| -> Call { Flow::at(url) };
    RemoteAgent {
        turns: Flow::at(url.clone()),
        snapshots: at(format!("{url}/getSnapshot")),
        abort: at(format!("{url}/abort")),
        url,
    }
}

type Call = Flow<Value, Value>;
type Turns = Flow<Value, Value, Box<RawValue>>;

/// An agent at an address; made by [`agent`].
#[derive(Clone)]
#[must_use]
pub struct RemoteAgent {
    url: String,
    turns: Turns,
    snapshots: Call,
    abort: Call,
}

impl RemoteAgent {
    fn each(mut self, change: impl Fn(Call) -> Call, of_turns: impl FnOnce(Turns) -> Turns) -> Self {
        self.turns = of_turns(self.turns);
        self.snapshots = change(self.snapshots);
        self.abort = change(self.abort);
        self
    }

    /// Sends a header with each request; see [`Flow::header`].
    pub fn header(self, name: &str, value: impl Into<Secret<String>>) -> Self {
        let value = value.into();
        self.each(|call| call.header(name, value.clone()), |turns| turns.header(name, value.clone()))
    }

    /// Sends a bearer token with each request.
    pub fn bearer(self, token: &Secret<String>) -> Self {
        self.each(|call| call.bearer(token), |turns| turns.bearer(token))
    }

    /// Sends requests by another way than the network.
    pub fn transport(self, transport: impl Transport + Clone) -> Self {
        Self {
            snapshots: self.snapshots.transport(transport.clone()),
            abort: self.abort.transport(transport.clone()),
            turns: self.turns.transport(transport),
            ..self
        }
    }
}

impl RemoteAction for RemoteAgent {
    fn name(&self) -> &str {
        &self.url
    }

    fn open(&self, init: Value, input: Value) -> BoxFuture<'_, Result<Box<dyn RemoteRun>>> {
        Box::pin(async move {
            let run = self.turns.clone().init(&init).stream(input).await?;
            Ok(Box::new(run) as Box<dyn RemoteRun>)
        })
    }

    fn beside(&self, what: &'static str, input: Value) -> BoxFuture<'_, Result<Value>> {
        Box::pin(async move {
            match what {
                "getSnapshot" => self.snapshots.run(input).await,
                "abort" => self.abort.run(input).await,
                other => {
                    Err(Error::unimplemented(format!("nothing of the name '{other}' stands beside an agent")))
                }
            }
        })
    }
}

impl RemoteRun for FlowStream<Value, Box<RawValue>> {
    fn next(&mut self) -> BoxFuture<'_, Option<Result<Box<RawValue>>>> {
        Box::pin(Self::next(self))
    }

    fn output(self: Box<Self>) -> BoxFuture<'static, Result<Value>> {
        Box::pin(Self::output(*self))
    }
}

impl fmt::Debug for RemoteAgent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RemoteAgent").field(&self.turns).finish()
    }
}
