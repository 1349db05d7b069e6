//! What to say of a middleware that nobody registered.

use super::{
    Fallback, MiddlewareHandle, RateLimit, Retry, SimulateSystemPrompt, Skills, ToolApproval, ValidateSupport,
};
use crate::core::error::Error;

/// `NOT_FOUND`, with a help that tells what there is instead.
#[cold]
pub(super) fn missing(name: &str, mut known: Vec<&str>) -> Error {
    if name.strip_prefix("inline-").is_some_and(|n| n.parse::<u32>().is_ok()) {
        return Error::not_found(format!(
            "Middleware {name} not found in registry. It was given without a name: give it again with `.with(..)`."
        ));
    }
    known.sort_unstable();
    let help = match own(name) {
        Some(own) => format!("register it: `.middleware(Middleware::of::<{own}>())`"),
        None if known.is_empty() => "no middleware is registered".to_owned(),
        None => format!("known middleware: {}", known.join(", ")),
    };
    Error::not_found(format!("Middleware {name} not found in registry.")).with_help(help)
}

/// The type of one of Genkit's own.
fn own(name: &str) -> Option<&'static str> {
    fn of<H: MiddlewareHandle>(name: &str, own: &'static str) -> Option<&'static str> {
        (name == H::NAME).then_some(own)
    }
    of::<Retry>(name, "Retry")
        .or_else(|| of::<Fallback>(name, "Fallback"))
        .or_else(|| of::<RateLimit>(name, "RateLimit"))
        .or_else(|| of::<ToolApproval>(name, "ToolApproval"))
        .or_else(|| of::<SimulateSystemPrompt>(name, "SimulateSystemPrompt"))
        .or_else(|| of::<ValidateSupport>(name, "ValidateSupport"))
        .or_else(|| of::<Skills>(name, "Skills"))
}
