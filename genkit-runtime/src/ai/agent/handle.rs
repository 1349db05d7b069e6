//! Agents declared by `#[agent]`.

use std::sync::Arc;

use super::chat::AgentChat;
use super::client::{AgentClient, Place};
use super::define::{Agent, AgentBuilder, AgentCall, Def, Handler, actions, check, describe};
use super::run;
use super::turn::{AgentState, Turn, TurnResult};
use super::wire::{AgentInit, AgentInput, AgentOutput, AgentStreamChunk};
use crate::ai::message::Message;
use crate::core::BoxFuture;
use crate::core::action::{Action, BidiHandle};
use crate::core::app::Genkit;
use crate::core::ctx::Ctx;
use crate::core::error::Result;
use crate::core::key::ActionType;
use crate::core::registry::Discovered;
use crate::core::stream::{Chunks, Inputs};

/// What an attribute tells of an agent besides its function.
pub type Settings = fn(AgentBuilder) -> AgentBuilder;

/// The handle of an agent.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an agent",
    label = "not the handle of an agent",
    note = "annotate the function with `#[agent]`"
)]
pub trait AgentHandle:
    BidiHandle<Init = Option<AgentInit>, Input = AgentInput, Output = AgentOutput, Chunk = AgentStreamChunk>
{
    /// The parameter of the function.
    #[doc(hidden)]
    type Turn: TurnOf;
    /// What the function returns.
    #[doc(hidden)]
    type Returned: AgentAnswer;

    /// How it keeps its conversations, and what of them a model is sent.
    #[doc(hidden)]
    const SETTINGS: Settings = |builder| builder;

    /// Runs the function itself.
    #[doc(hidden)]
    fn turn(turn: Self::Turn, ctx: Ctx) -> BoxFuture<'static, Result<Self::Returned>>;
}

/// What is a turn of a state.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an agent takes a turn, not `{Self}`",
    label = "not a turn",
    note = "take `turn: Turn` or, of an agent with a state of its own, `turn: Turn<State>`"
)]
pub trait TurnOf: Send + 'static {
    type State: AgentState;
    fn of(turn: Turn<()>) -> Self;
}

impl<S: AgentState> TurnOf for Turn<S> {
    type State = S;

    fn of(turn: Turn<()>) -> Self {
        turn.of()
    }
}

/// What comes of a turn, as a function may return it.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "an agent does not return `{Self}`",
    label = "another output",
    note = "return a result of a message, of text, of `TurnResult` or of nothing"
)]
pub trait AgentAnswer: Send + 'static {
    #[doc(hidden)]
    fn into_result(self) -> TurnResult;
}

macro_rules! answers {
    ($($given:ty),+) => {$(
        #[diagnostic::do_not_recommend]
        impl AgentAnswer for $given {
            fn into_result(self) -> TurnResult {
                self.into()
            }
        }
    )+};
}

answers!(TurnResult, Message, String, &'static str, ());

fn def<H: AgentHandle>() -> Def {
    let handler: Handler = Arc::new(|turn, ctx| {
        Box::pin(
            async move { H::turn(<H::Turn as TurnOf>::of(turn), ctx).await.map(AgentAnswer::into_result) },
        )
    });
    Def {
        name: H::DEF.name().to_owned(),
        settings: (H::SETTINGS)(Agent::builder(H::DEF.name())).settings,
        handler,
        check: check::<<H::Turn as TurnOf>::State>,
    }
}

/// Runs an agent.
#[doc(hidden)]
#[must_use]
pub fn agent<H: AgentHandle>(
    init: Option<AgentInit>,
    inputs: Inputs<AgentInput>,
    ctx: Ctx,
    out: Chunks<AgentStreamChunk>,
) -> BoxFuture<'static, Result<AgentOutput>> {
    Box::pin(run::run(Arc::new(def::<H>()), init.unwrap_or_default(), inputs, ctx, out))
}

/// The declaration of an agent.
#[doc(hidden)]
#[must_use]
pub const fn declared_agent<H: AgentHandle>() -> Discovered {
    Discovered::made(H::DEF, agent_actions::<H>)
}

fn agent_actions<H: AgentHandle>() -> Vec<Action> {
    let call: AgentCall = Arc::new(|init, inputs, ctx, out| match ctx.ai().bidi_replacement::<H>() {
        Some(double) => double(init, inputs, ctx, out),
        None => H::call(init, inputs, ctx, out),
    });
    let def = Arc::new(def::<H>());
    let mut metadata = describe::<<H::Turn as TurnOf>::State>(&def.settings.kept);
    metadata.extend(H::DEF.make_metadata());
    let description = H::DEF.description.map(str::to_owned);
    actions(&def, call, metadata, description, H::DEF.source())
}

impl Genkit {
    /// Starts a conversation with an agent by its handle.
    #[must_use]
    pub fn chat<H: AgentHandle>(&self) -> AgentChat {
        self.chat_from::<H>(AgentInit::default())
    }

    /// Goes on with a conversation with an agent by its handle.
    #[must_use]
    pub fn chat_from<H: AgentHandle>(&self, init: AgentInit) -> AgentChat {
        let there = self.get(ActionType::Agent, H::DEF.name());
        let action = there.unwrap_or_else(|| agent_actions::<H>().swap_remove(0));
        AgentClient(Place::Here(self.clone(), action)).chat_from(init)
    }
}

impl Ctx {
    /// Starts a conversation with an agent by its handle, with the values of this run.
    #[must_use]
    pub fn chat<H: AgentHandle>(&self) -> AgentChat {
        self.ai().chat::<H>().context(self.context().clone())
    }
}
