//! Messages that are marked to be kept: `metadata.cache`, `true` or `{"ttlSeconds": 600}`.

use std::time::Duration;

use genkit::{Ctx, Result};
use serde_json::{Map, Value, json};

use super::{Store, TTL};
use crate::backend::{Backend, Call};

/// Keeps everything up to the last marked message, and leaves the rest in the body with the name of what is kept.
///
/// What the system says and the tools are kept, too: a request that names kept content may not bring its own.
pub(crate) async fn use_marked(
    body: &mut Value,
    mark: Option<Mark>,
    model: &str,
    backend: &Backend,
    call: &Call,
    ctx: &Ctx,
) -> Result<()> {
    let (Some(mark), Some(body)) = (mark, body.as_object_mut()) else { return Ok(()) };
    if body.contains_key("cachedContent") {
        return Ok(());
    }
    let Some(Value::Array(mut contents)) = body.shift_remove("contents") else { return Ok(()) };
    let rest = contents.split_off(mark.messages.min(contents.len()));
    let mut kept = Map::from_iter([("contents".to_owned(), Value::Array(contents))]);
    for name in ["systemInstruction", "tools", "toolConfig"] {
        let empty = |value: &Value| value.as_array().is_some_and(Vec::is_empty);
        kept.extend(body.shift_remove(name).filter(|v| !empty(v)).map(|value| (name.to_owned(), value)));
    }
    let made = Store::of(ctx, backend, call).keep(model, kept, mark.ttl).await?;
    // The API wants something to answer.
    let rest = if rest.is_empty() { vec![json!({"role": "user", "parts": [{"text": " "}]})] } else { rest };
    body.insert("contents".to_owned(), rest.into());
    body.insert("cachedContent".to_owned(), made.name.into());
    Ok(())
}

/// How much is kept, and how long.
pub(crate) struct Mark {
    /// So many messages, without the system's.
    messages: usize,
    ttl: Duration,
}

impl Mark {
    /// The last mark in a conversation.
    pub(crate) fn of(messages: &genkit::Messages) -> Option<Self> {
        let marked = |m: &genkit::Message| m.metadata.as_ref()?.get("cache").cloned().filter(is_mark);
        let (at, mark) = messages.iter().enumerate().rev().find_map(|(at, m)| Some((at, marked(m)?)))?;
        let said = messages.iter().take(at + 1).filter(|m| m.role != genkit::Role::System).count();
        let ttl = mark.get("ttlSeconds").and_then(Value::as_f64);
        let ttl = ttl.and_then(|ttl| Duration::try_from_secs_f64(ttl).ok()).unwrap_or(TTL);
        Some(Self { messages: said, ttl })
    }
}

fn is_mark(mark: &Value) -> bool {
    mark == &Value::Bool(true) || mark.is_object()
}
