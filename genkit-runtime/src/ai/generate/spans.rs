//! The spans of the turns of a generate call.

use crate::ai::model::ModelResponse;
use crate::core::action::open_step;
use crate::core::ctx::Ctx;
use crate::core::error::Error;
use crate::core::trace::SpanKind;

/// The spans of the turns, each below the one before. Kept so that the last answer closes them all.
#[derive(Default)]
pub(super) struct Spans {
    name: String,
    open: Vec<Ctx>,
}

impl Spans {
    pub(super) fn new(name: String, first: Ctx) -> Self {
        Self { name, open: vec![first] }
    }

    pub(super) fn next(&mut self, first: &Ctx, input: impl FnOnce() -> Option<String>) -> Ctx {
        let above = self.open.last().unwrap_or(first);
        let input = if above.ai().tracer().listening() { input() } else { None };
        let turn = open_step(above, &self.name, SpanKind::Util, input);
        self.open.push(turn.clone());
        turn
    }

    pub(super) fn close(&mut self, result: Result<&ModelResponse, &Error>) {
        let told = result.ok().filter(|_| self.open.iter().any(|t| t.span().is_recording()));
        let told = told.and_then(|response| serde_json::to_string(response).ok());
        while let Some(turn) = self.open.pop() {
            match result {
                Ok(_) => turn.span().end(Ok(told.clone())),
                Err(error) => turn.span().end(Err(error)),
            }
        }
    }
}
