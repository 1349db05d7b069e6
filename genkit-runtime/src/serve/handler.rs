//! One flow behind one address.

use std::fmt;
use std::sync::{Arc, OnceLock};

use axum::body::Body;
use axum::extract::{FromRef, Request};
use axum::handler::Handler;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::context::{ContextProvider, RequestData, rejected};
use super::durable::{self, Replay};
use super::gate::Gate;
use super::limits::Limits;
use super::peer::Peer;
use super::request::Asked;
use super::work::Work;
use super::{body, reply, stream};
use crate::core::BoxFuture;
use crate::core::action::{Action, ActionDef, BidiHandle, FlowHandle, RunOptions};
use crate::core::app::Genkit;
use crate::core::context::Context;
use crate::core::durable::StreamManager;
use crate::core::error::{Error, Result, Status};

/// Answers requests with runs of one flow: a handler of axum, whose state holds the [`Genkit`].
///
/// ```standalone_crate
/// use axum::{Router, routing::post};
/// use genkit::prelude::*;
/// use genkit::serve;
///
/// /// Greets someone.
/// #[flow]
/// async fn greet(name: String) -> Result<String> {
///     Ok(format!("Hello, {name}!"))
/// }
///
/// fn app(ai: Genkit) -> Router {
///     let greet = serve::handler::<greet>().context(serve::api_key("s3cret"));
///     Router::new().route("/hello", post(greet)).with_state(ai)
/// }
/// ```
#[derive(Clone)]
#[must_use]
pub struct FlowHandler(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    served: Served,
    context: Option<Arc<dyn ContextProvider>>,
    streams: Option<Arc<dyn StreamManager>>,
    gate: Arc<Gate>,
    /// True if the limits are its own, and not those of the routes it is among.
    limited: bool,
}

/// What is served: an action at hand, or one to be found in the runtime that the request comes to.
#[derive(Clone)]
enum Served {
    Known(Action),
    Handle { def: &'static ActionDef, make: fn() -> Action, made: Arc<OnceLock<Action>> },
}

/// A handler of the flow of this handle.
pub fn handler<F: FlowHandle>() -> FlowHandler {
    FlowHandler::new(Served::Handle { def: F::DEF, make: Action::of::<F>, made: Arc::default() })
}

/// A handler of the bidirectional flow, or the agent, of this handle.
pub fn bidi<H: BidiHandle>() -> FlowHandler {
    FlowHandler::new(Served::Handle { def: H::DEF, make: Action::of_bidi::<H>, made: Arc::default() })
}

impl FlowHandler {
    fn new(served: Served) -> Self {
        let gate = Arc::new(Gate::new(Limits::default()));
        Self(Arc::new(Inner { served, context: None, streams: None, gate, limited: false }))
    }

    /// A handler of an action, for those made at run time.
    pub fn of(action: &Action) -> Self {
        Self::new(Served::Known(action.clone()))
    }

    fn with(mut self, change: impl FnOnce(&mut Inner)) -> Self {
        change(Arc::make_mut(&mut self.0));
        self
    }

    /// Who makes the context of each run, and rejects who may not run it.
    pub fn context(self, provider: impl ContextProvider) -> Self {
        self.with(|inner| inner.context = Some(Arc::new(provider)))
    }

    /// Keeps the streams of this flow, so that a run goes on without its client, and whoever sends the stream's id reads
    /// it from the first chunk. If the context says who asks (its `auth`, but for a `token` in it), nobody else
    /// finds it.
    pub fn durable(self, streams: impl StreamManager) -> Self {
        self.with(|inner| inner.streams = Some(Arc::new(streams)))
    }

    /// Limits of this flow alone, in place of those of the routes it is among.
    pub fn limits(self, limits: Limits) -> Self {
        self.with(|inner| (inner.gate, inner.limited) = (Arc::new(Gate::new(limits)), true))
    }

    /// The same among the routes of a server, which have limits in common.
    pub(super) fn among(
        self,
        ai: &Genkit,
        gate: &Arc<Gate>,
        context: Option<&Arc<dyn ContextProvider>>,
    ) -> Self {
        let action = self.action(ai);
        self.with(|inner| {
            inner.served = Served::Known(action);
            if !inner.limited {
                inner.gate = gate.clone();
            }
            inner.context = inner.context.take().or_else(|| context.cloned());
        })
    }

    /// The same of another action.
    pub(super) fn serving(&self, action: &Action) -> Self {
        self.clone().with(|inner| inner.served = Served::Known(action.clone()))
    }

    /// The action that is run.
    pub(super) fn action(&self, ai: &Genkit) -> Action {
        match &self.0.served {
            Served::Known(action) => action.clone(),
            Served::Handle { def, make, made } => {
                ai.get(def.action_type(), def.name()).unwrap_or_else(|| made.get_or_init(make).clone())
            }
        }
    }

    /// How requests say who asks, for a document.
    pub(super) fn security(&self) -> Option<(&str, Value)> {
        self.0.context.as_ref()?.security()
    }

    async fn answer(&self, ai: &Genkit, asked: Asked, body: Body) -> Response {
        let peer = asked.peer.clone();
        let answered = tokio::select! {
            biased;
            answered = self.run(ai, asked, body) => answered,
            left = Peer::left(peer.as_ref()) => Err(Refusal::Error(left)),
        };
        match answered {
            Ok(response) | Err(Refusal::Response(response)) => response,
            Err(Refusal::Error(error)) => reply::failed(&error),
        }
    }

    async fn run(&self, ai: &Genkit, asked: Asked, body: Body) -> Result<Response, Refusal> {
        if !asked.is_json {
            let message = "the body is to be JSON: send the header `content-type: application/json`";
            let error = Error::public(Status::InvalidArgument, message);
            return Err(Refusal::Response(reply::failed_as(StatusCode::UNSUPPORTED_MEDIA_TYPE, &error)));
        }
        let gate = &self.0.gate;
        let sent = body::read(body, asked.peer.as_ref(), ai.env(), gate.limits()).await;
        let sent = sent.map_err(Refusal::Response)?;
        let mut data = sent.data.unwrap_or_default();
        let mut options = RunOptions::new();
        if let (Some(provider), Some(head)) = (&self.0.context, asked.head) {
            let request = RequestData::new(head, data);
            options = options.context(provider.context(request.clone()).await.map_err(rejected)?);
            data = request.into_input();
        }
        let caller = self.0.streams.as_ref().and(options.context.as_ref()).and_then(Context::principal);
        if let (Some(streams), Some(id)) = (&self.0.streams, &asked.stream) {
            return Ok(Box::pin(join(&**streams, caller, id, asked.peer)).await?);
        }
        let turn = gate.turn(ai.env()).await?;
        let (action, input) = (self.action(ai), (data, sent.init));
        let peer = asked.peer;
        if !asked.streamed {
            let work = Work::new(action.start_text(ai, input, options, None), peer, turn);
            let ids = work.ids();
            return Ok(reply::result(&work.await?, ids));
        }
        let ids;
        let mut response = match &self.0.streams {
            None => {
                let (out, chunks) = stream::events();
                let work = Work::new(action.start_text(ai, input, options, Some(&out)), peer, turn);
                ids = work.ids();
                stream::response(Body::new(stream::Events::new(work, chunks)))
            }
            Some(streams) => {
                let (out, chunks) = durable::lines();
                let work = Work::new(action.start_text(ai, input, options, Some(&out)), None, turn);
                ids = work.ids();
                let (id, events) = Box::pin(durable::start(&**streams, caller, work, chunks)).await?;
                kept(id, Replay::new(events, peer))
            }
        };
        reply::trace(response.headers_mut(), ids);
        Ok(response)
    }
}

/// A stream that is kept, from its first chunk on; 204 if this caller has none of this id.
async fn join(
    streams: &dyn StreamManager,
    caller: Option<Value>,
    id: &HeaderValue,
    peer: Option<Peer>,
) -> Result<Response> {
    let known = match id.to_str().ok().and_then(|id| durable::name(id, caller)) {
        Some(name) => streams.subscribe(&name).await?,
        None => None,
    };
    Ok(match known {
        Some(events) => kept(id.clone(), Replay::new(events, peer)),
        None => StatusCode::NO_CONTENT.into_response(),
    })
}

fn kept(id: HeaderValue, events: Replay) -> Response {
    let mut response = stream::response(Body::new(events));
    response.headers_mut().insert(reply::STREAM, id);
    response
}

enum Refusal {
    Error(Error),
    Response(Response),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Self::Error(error)
    }
}

impl<S> Handler<(), S> for FlowHandler
where
    S: Send + Sync + 'static,
    Genkit: FromRef<S>,
{
    type Future = BoxFuture<'static, Response>;

    fn call(self, request: Request, state: S) -> Self::Future {
        let ai = Genkit::from_ref(&state);
        let (head, body) = request.into_parts();
        let asked = Asked::of(head, self.0.context.is_some());
        Box::pin(async move { self.answer(&ai, asked, body).await })
    }
}

impl fmt::Debug for FlowHandler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = match &self.0.served {
            Served::Known(action) => action.key().to_string(),
            Served::Handle { def, .. } => def.name().to_owned(),
        };
        f.debug_struct("FlowHandler").field("flow", &key).field("guarded", &self.0.context.is_some()).finish()
    }
}
