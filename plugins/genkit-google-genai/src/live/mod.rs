//! Conversations in real time, over a WebSocket: text and sound in, text and sound out, interrupted at any time.

mod chunk;
mod frame;
mod session;
mod setup;
mod socket;
mod talk;

use std::sync::Arc;

use genkit::{
    Action, ActionBuilder, ActionType, Chunks, Ctx, Inputs, Message, ModelRequest, ModelResponseChunk,
};

pub use chunk::LiveChunk;
pub use talk::{Live, LiveSession};

use crate::backend::Backend;
use crate::family::short;

/// The bidirectional action of a model of this name: its init is a request (what the system says, tools, configuration,
/// what was said before), its inputs are messages, its chunks pieces of answers.
pub(crate) fn action(backend: &Arc<Backend>, name: &str) -> Action {
    let (backend, model) = (backend.clone(), short(name.strip_prefix("live/").unwrap_or(name)).to_owned());
    let builder = ActionBuilder::new(ActionType::Custom, format!("{}/{name}", backend.plugin));
    builder.description(format!("{model} in real time")).bidi(
        move |init: ModelRequest, inputs: Inputs<Message>, ctx: Ctx, out: Chunks<ModelResponseChunk>| {
            let (backend, model) = (backend.clone(), model.clone());
            async move {
                let held = session::hold(&backend, &model, init, inputs, &ctx, &out).await;
                held.map_err(|e| e.with_source(backend.plugin))
            }
        },
    )
}
