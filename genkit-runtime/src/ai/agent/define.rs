//! Declaring an agent.

use std::future::Future;
use std::sync::Arc;

use schemars::JsonSchema;
use serde_json::{Map, Value, json};

use super::companions;
use super::run;
use super::settings::{Kept, Settings};
use super::turn::{AgentState, Turn, TurnResult};
use super::wire::{AgentInit, AgentInput, AgentOutput, AgentStreamChunk};
use crate::ai::generate::Generate;
use crate::core::BoxFuture;
use crate::core::action::{Action, BidiBody, BidiCallable, Metadata, Parts, Schemas, Source};
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::key::{ActionType, Key};
use crate::core::schema;

/// Agents: conversations with a state, whose turns a function or a model answers.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::{Agent, InMemorySessionStore, Turn};
///
/// #[derive(Default, Serialize, Deserialize, JsonSchema)]
/// struct Count {
///     turns: u32,
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let counter = Agent::builder("counter")
///     .store(InMemorySessionStore::new())
///     .handler(|turn: Turn<Count>, _ctx| async move {
///         let n = turn.update(|count| { count.turns += 1; count.turns }).await?;
///         Ok(format!("turn {n}: {}", turn.text()))
///     });
///
/// let ai = Genkit::builder().register_all(counter).build().await?;
/// let mut chat = ai.agent("counter").await?.chat();
/// assert_eq!(chat.send("hello").await?.text(), "turn 1: hello");
/// assert_eq!(chat.send("again").await?.text(), "turn 2: again");
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub enum Agent {}

impl Agent {
    /// Starts an agent of this name.
    #[track_caller]
    pub fn builder(name: impl Into<String>) -> AgentBuilder {
        AgentBuilder {
            name: name.into(),
            description: None,
            source: Source::here(),
            settings: Settings::default(),
        }
    }
}

/// Builds an agent; see [`Agent`].
#[must_use = "a builder makes an agent when it is told what answers its turns"]
pub struct AgentBuilder {
    name: String,
    description: Option<String>,
    source: Source,
    pub(super) settings: Settings,
}

pub(super) type Handler = Arc<dyn Fn(Turn<()>, Ctx) -> BoxFuture<'static, Result<TurnResult>> + Send + Sync>;

/// What an agent is made of.
pub(super) struct Def {
    pub(super) name: String,
    pub(super) settings: Settings,
    pub(super) handler: Handler,
    /// Refuses a state that is not of the agent's type.
    pub(super) check: fn(&Value) -> Result<()>,
}

impl AgentBuilder {
    /// What it does, in words.
    pub fn description(mut self, text: impl Into<String>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// The agent whose turns this call of a model answers. The conversation goes into it by itself.
    ///
    /// ```standalone_crate
    /// use genkit::prelude::*;
    /// use genkit::{Agent, Generate};
    ///
    /// /// Says what it is told.
    /// #[model]
    /// async fn parrot(req: ModelRequest) -> Result<ModelResponse> {
    ///     Ok(ModelResponse::text(req.text()))
    /// }
    ///
    /// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
    /// let waiter = Agent::builder("waiter")
    ///     .generate(|call: Generate, _ctx: &Ctx| call.model("parrot").system("Be kind."));
    ///
    /// let ai = Genkit::builder().register_all(waiter).build().await?;
    /// let mut chat = ai.agent("waiter").await?.chat();
    /// assert_eq!(chat.send("Hello!").await?.text(), "system: Be kind.\nHello!");
    /// # Ok(()) }
    /// ```
    pub fn generate(self, call: impl Fn(Generate, &Ctx) -> Generate + Send + Sync + 'static) -> Vec<Action> {
        self.handler(move |turn: Turn, ctx: Ctx| {
            let call = call(ctx.generate(), &ctx);
            async move { turn.generate(call).await }
        })
    }

    /// The agent whose turns this function answers. What it returns, a message or text or nothing, is the answer.
    pub fn handler<S, R, F, Fut>(self, handler: F) -> Vec<Action>
    where
        S: AgentState,
        R: Into<TurnResult>,
        F: Fn(Turn<S>, Ctx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<R>> + Send + 'static,
    {
        let Self { name, description, source, settings } = self;
        let handler: Handler = Arc::new(move |turn, ctx| {
            let future = handler(turn.of(), ctx);
            Box::pin(async move { future.await.map(Into::into) })
        });
        let def = Arc::new(Def { name, settings, handler, check: check::<S> });
        let call: AgentCall = {
            let def = def.clone();
            Arc::new(move |init, inputs, ctx, out| {
                // Nothing at all starts a new conversation.
                Box::pin(run::run(def.clone(), init.unwrap_or_default(), inputs, ctx, out))
            })
        };
        actions(&def, call, describe::<S>(&def.settings.kept), description, source)
    }
}

/// The agent's function.
pub(super) type AgentCall = BidiCallable<Option<AgentInit>, AgentInput, AgentOutput, AgentStreamChunk>;

/// The action of an agent and those beside it.
pub(super) fn actions(
    def: &Arc<Def>,
    call: AgentCall,
    metadata: Map<String, Value>,
    description: Option<String>,
    source: Source,
) -> Vec<Action> {
    let mut actions = vec![agent(def, call, description, metadata, source)];
    actions.extend(companions::actions(def, source));
    actions
}

fn agent(
    def: &Arc<Def>,
    call: AgentCall,
    description: Option<String>,
    metadata: Map<String, Value>,
    source: Source,
) -> Action {
    let schemas = Schemas { init: Some(schema::input::<AgentInit>()), ..Schemas::default() };
    let parts = Parts {
        key: Key::new(ActionType::Agent, def.name.clone()),
        description: description.map(Into::into),
        source,
        metadata: Metadata::Given(metadata),
        schemas: Some(schemas),
    };
    Action::new(parts, Box::new(BidiBody(call)))
}

/// What developer tools are told of an agent.
pub(super) fn describe<S: JsonSchema + 'static>(kept: &Kept) -> Map<String, Value> {
    use std::any::TypeId;
    let kept = !matches!(kept, Kept::ByClient);
    let mut agent = json!({"stateManagement": if kept { "server" } else { "client" }, "abortable": kept});
    let silent = [TypeId::of::<()>(), TypeId::of::<Value>()].contains(&TypeId::of::<S>());
    if let Some(agent) = agent.as_object_mut().filter(|_| !silent) {
        agent.insert("stateSchema".to_owned(), schema::input::<S>());
    }
    Map::from_iter([("type".to_owned(), "agent".into()), ("agent".to_owned(), agent)])
}

/// Refuses a state that is no `S`.
pub(super) fn check<S: AgentState>(state: &Value) -> Result<()> {
    let read = S::deserialize(state).map(drop);
    read.map_err(|e| Error::invalid_argument(format!("the state is not what the agent keeps: {e}")))
}

impl std::fmt::Debug for AgentBuilder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("AgentBuilder")
            .field("name", &self.name)
            .field("kept", &!matches!(self.settings.kept, Kept::ByClient))
            .finish()
    }
}
