//! A run under way: inside its context and its span, until it is done, fails, is cancelled or dropped.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context as TaskContext, Poll};

use serde::Serialize;

use super::{Action, ActionDef, ActionOutput, RunOptions};
use crate::core::BoxFuture;
use crate::core::app::Genkit;
use crate::core::ctx::{Ctx, Inner};
use crate::core::error::{Error, Result};
use crate::core::key::ActionType;
use crate::core::trace::{SpanKind, SpanSpec};

/// What runs: a declared function or an action of the registry.
#[derive(Clone, Copy)]
pub(crate) enum What<'a> {
    Def(&'static ActionDef),
    Action(&'a Action),
    /// Work of Genkit itself that is no action of the registry, by its name.
    Util(&'a str),
    /// A call of a prompt, by its name.
    #[cfg(feature = "prompts")]
    Prompt(&'a str),
}

impl<'a> What<'a> {
    fn spec(self, labels: &'a [(String, String)]) -> SpanSpec<'a> {
        let (name, kind, key) = match self {
            What::Def(def) => (def.name, SpanKind::Action(def.action_type), None),
            What::Action(action) => {
                let kind = match action.action_type() {
                    ActionType::Util => SpanKind::Util,
                    kind => SpanKind::Action(kind),
                };
                (action.name(), kind, Some(action.key_text()))
            }
            What::Util(name) => (name, SpanKind::Util, None),
            #[cfg(feature = "prompts")]
            What::Prompt(name) => (name, SpanKind::Prompt, None),
        };
        SpanSpec { name, kind, key, labels }
    }
}

/// Opens the context and the span of a run. Without a parent given it is the run that this task is in.
pub(crate) fn open(
    ai: &Genkit,
    parent: Option<&Ctx>,
    what: What<'_>,
    options: &mut RunOptions,
    input: Option<String>,
) -> Ctx {
    let spec = what.spec(&options.labels);
    let ambient = if parent.is_none() { Ctx::current().filter(|ctx| ctx.ai().is(ai)) } else { None };
    let parent = parent.map(Ctx::innermost).or(ambient);
    let parent = parent.as_ref();
    let context = match &options.context {
        Some(given) => given.over(ai.context()),
        None => parent.map_or_else(|| ai.context().clone(), |p| p.context().clone()),
    };
    let span = ai.tracer().start(ai.env(), parent.map(Ctx::span), spec, input);
    if span.is_recording()
        && let Some(given) = &options.context
    {
        span.set("genkit:metadata:context", given.redacted().to_string());
    }
    if let Some(call) = options.on_trace_start.take() {
        call(span.trace_id(), span.span_id());
    }
    let cancel = options.cancel.clone().or_else(|| parent.and_then(|p| p.cancel_token().cloned()));
    let carried = parent.and_then(|p| p.inner().carried.clone());
    let side = options.side.take();
    let outside = options.outside;
    Ctx::new(Inner { ai: ai.clone(), context, span, cancel, step_of: None, side, carried, outside })
}

/// Opens a span below a run that is not an action: a step, or a turn of a generate call.
pub(crate) fn open_step(parent: &Ctx, name: &str, kind: SpanKind, input: Option<String>) -> Ctx {
    let parent = parent.innermost();
    let ai = parent.ai();
    let spec = SpanSpec { name, kind, key: None, labels: &[] };
    let span = ai.tracer().start(ai.env(), Some(parent.span()), spec, input);
    Ctx::new(Inner {
        ai: ai.clone(),
        context: parent.context().clone(),
        span,
        cancel: parent.cancel_token().cloned(),
        step_of: Some(parent.clone()),
        side: None,
        carried: parent.inner().carried.clone(),
        outside: parent.inner().outside,
    })
}

/// A run under way; a future of its result.
pub(crate) struct Running<'a, O> {
    body: Option<BoxFuture<'a, Result<O>>>,
    ctx: Ctx,
    log: tracing::Span,
    cancelled: Option<BoxFuture<'static, ()>>,
    record: fn(&O) -> Option<String>,
    check: Option<(Action, Check<O>)>,
}

/// Looks at what an action returned.
type Check<O> = fn(&Action, &O) -> Result<()>;

impl<'a, O: Serialize> Running<'a, O> {
    pub(crate) fn new(ctx: Ctx, name: &str, body: BoxFuture<'a, Result<O>>) -> Self {
        Self::recorded(ctx, name, body, |o| serde_json::to_string(o).ok())
    }
}

impl<'a, O: ActionOutput> Running<'a, O> {
    pub(crate) fn typed(ctx: Ctx, name: &str, body: BoxFuture<'a, Result<O>>) -> Self {
        Self::recorded(ctx, name, body, |o| serde_json::to_string(o.data()).ok())
    }
}

impl<'a> Running<'a, String> {
    /// Of an output that is JSON text already.
    #[cfg_attr(not(feature = "serve"), allow(dead_code, reason = "only a server asks for text"))]
    pub(crate) fn text(ctx: Ctx, name: &str, body: BoxFuture<'a, Result<String>>) -> Self {
        Self::recorded(ctx, name, body, |text| Some(text.clone()))
    }
}

impl<'a, O> Running<'a, O> {
    fn recorded(
        ctx: Ctx,
        name: &str,
        body: BoxFuture<'a, Result<O>>,
        record: fn(&O) -> Option<String>,
    ) -> Self {
        // Made only if somebody subscribed: `tracing` looks at one flag.
        let log = tracing::info_span!(
            target: "genkit",
            "run",
            name,
            trace_id = %ctx.span().trace_id(),
            span_id = %ctx.span().span_id()
        );
        Self { body: Some(body), ctx, log, cancelled: None, record, check: None }
    }

    pub(crate) fn cancelled_by(mut self, token: Option<tokio_util::sync::CancellationToken>) -> Self {
        self.cancelled = token.map(|token| Box::pin(token.cancelled_owned()) as _);
        self
    }

    pub(crate) fn checked_by(mut self, action: Action, check: Check<O>) -> Self {
        self.check = Some((action, check));
        self
    }
}

impl<O> Running<'_, O> {
    pub(crate) fn ctx(&self) -> &Ctx {
        &self.ctx
    }

    fn finish(&mut self, result: Result<O>) -> Result<O> {
        // What the function held is let go before the span ends.
        self.body = None;
        let result = result.and_then(|output| match &self.check {
            Some((action, check)) => check(action, &output).map(|()| output),
            None => Ok(output),
        });
        let span = self.ctx.span();
        match &result {
            Ok(output) if span.is_recording() => span.end(Ok((self.record)(output))),
            Ok(_) => span.end(Ok(None)),
            Err(error) => span.end(Err(error)),
        }
        result
    }
}

impl<O> Future for Running<'_, O> {
    type Output = Result<O>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut TaskContext<'_>) -> Poll<Self::Output> {
        let this = &mut *self;
        if let Some(cancelled) = &mut this.cancelled
            && cancelled.as_mut().poll(cx).is_ready()
        {
            return Poll::Ready(this.finish(Err(Error::cancelled("Action was cancelled"))));
        }
        let Some(body) = &mut this.body else { return Poll::Pending };
        let polled = {
            let _log = this.log.enter();
            this.ctx.poll_inside(body.as_mut(), cx)
        };
        polled.map(|result| this.finish(result))
    }
}
