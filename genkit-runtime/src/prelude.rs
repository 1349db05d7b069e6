//! What most programs use: `use genkit::prelude::*;`.
//!
//! [`main`](crate::main) and [`test`](crate::test) are left out, since names of the standard library would be
//! shadowed: write `#[genkit::main]` and `#[genkit::test]`.

#[cfg(feature = "testing")]
pub use crate::testing::{TestGenkit, reply};
pub use crate::{
    Chunks, Context, Ctx, Document, Error, Flow, Genkit, Inputs, JsonSchema, Message, MiddlewareRef, Model,
    ModelNext, ModelRequest, ModelResponse, ModelResponseChunk, Operation, Part, Result, ResultExt, Role,
    Status, Tool, ToolNext, ToolRequest, Turn, actions, middleware, tools,
};
#[cfg(feature = "macros")]
pub use crate::{
    agent, background_model, embedder, evaluator, flow, indexer, model, reranker, resource, retriever, tool,
};
#[cfg(all(feature = "macros", feature = "prompts"))]
pub use crate::{prompt, prompt_file, prompt_fn};
pub use serde::{Deserialize, Serialize};
