//! One flow behind one address.

use std::fmt;
use std::sync::{Arc, OnceLock};

use axum::body::Body;
use axum::extract::{FromRef, Request};
use axum::handler::Handler;
use axum::http::request::Parts;
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse, Response};
use serde_json::Value;

use super::context::{ContextProvider, RequestData, rejected};
use super::durable::{self, Replay};
use super::gate::Gate;
use super::limits::Limits;
use super::peer::Peer;
use super::work::Work;
use super::{body, reply, request, stream};
use crate::core::BoxFuture;
use crate::core::action::{Action, ActionDef, FlowHandle, RunOptions};
use crate::core::app::Genkit;
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
pub struct FlowHandler {
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

impl FlowHandler {
    fn new(served: Served) -> Self {
        let gate = Arc::new(Gate::new(Limits::default()));
        Self { served, context: None, streams: None, gate, limited: false }
    }

    /// A handler of an action, for those made at run time.
    pub fn of(action: &Action) -> Self {
        Self::new(Served::Known(action.clone()))
    }

    /// Who makes the context of each run, and rejects who may not run it.
    pub fn context(mut self, provider: impl ContextProvider) -> Self {
        self.context = Some(Arc::new(provider));
        self
    }

    /// Keeps the streams of this flow, so that a run goes on without its client, and whoever sends the stream's id reads
    /// it from the first chunk.
    pub fn durable(mut self, streams: impl StreamManager) -> Self {
        self.streams = Some(Arc::new(streams));
        self
    }

    /// Limits of this flow alone, in place of those of the routes it is among.
    pub fn limits(mut self, limits: Limits) -> Self {
        (self.gate, self.limited) = (Arc::new(Gate::new(limits)), true);
        self
    }

    /// The same among the routes of a server, which have limits in common.
    pub(super) fn among(
        mut self,
        ai: &Genkit,
        gate: &Arc<Gate>,
        context: Option<&Arc<dyn ContextProvider>>,
    ) -> Self {
        self.served = Served::Known(self.action(ai));
        if !self.limited {
            self.gate = gate.clone();
        }
        self.context = self.context.or_else(|| context.cloned());
        self
    }

    /// The action that is run.
    pub(super) fn action(&self, ai: &Genkit) -> Action {
        match &self.served {
            Served::Known(action) => action.clone(),
            Served::Handle { def, make, made } => {
                ai.get(def.action_type(), def.name()).unwrap_or_else(|| made.get_or_init(make).clone())
            }
        }
    }

    /// How requests say who asks, for a document.
    pub(super) fn security(&self) -> Option<(&str, Value)> {
        self.context.as_ref()?.security()
    }

    async fn answer(&self, ai: &Genkit, request: Request) -> Response {
        let (head, body) = request.into_parts();
        let peer = head.extensions.get::<Peer>().cloned();
        let answered = tokio::select! {
            biased;
            answered = self.run(ai, head, body) => answered,
            left = Peer::left(peer.as_ref()) => Err(Refusal::Error(left)),
        };
        match answered {
            Ok(response) | Err(Refusal::Response(response)) => response,
            Err(Refusal::Error(error)) => reply::failed(&error),
        }
    }

    async fn run(&self, ai: &Genkit, head: Parts, body: Body) -> Result<Response, Refusal> {
        if !request::is_json(&head.headers) {
            let message = "the body is to be JSON: send the header `content-type: application/json`";
            let error = Error::public(Status::InvalidArgument, message);
            return Err(Refusal::Response(reply::failed_as(StatusCode::UNSUPPORTED_MEDIA_TYPE, &error)));
        }
        let peer = head.extensions.get::<Peer>().cloned();
        let sent =
            body::read(body, peer.as_ref(), ai.env(), self.gate.limits()).await.map_err(Refusal::Response)?;
        let streamed = request::wants_stream(head.uri.query(), &head.headers);
        let stream_id =
            head.headers.get(reply::STREAM).filter(|_| streamed && self.streams.is_some()).cloned();
        let input = (sent.data.unwrap_or_default(), sent.init);
        let (input, options) = self.options(head, input).await?;
        if let (Some(id), Some(streams)) = (stream_id, &self.streams) {
            return Ok(join(streams, &id, peer).await?);
        }
        let turn = self.gate.turn(ai.env()).await?;
        let action = self.action(ai);
        if !streamed {
            let work = Work::new(action.start_text(ai, input, options, None), peer, turn);
            let ids = work.ids();
            return Ok(reply::result(&work.await?, ids));
        }
        let (out, chunks) = if self.streams.is_some() { durable::lines() } else { stream::events() };
        let running = action.start_text(ai, input, options, Some(&out));
        let mut response;
        let ids;
        match &self.streams {
            None => {
                let work = Work::new(running, peer, turn);
                ids = work.ids();
                response = stream::response(Body::new(stream::Events::new(work, chunks)));
            }
            Some(streams) => {
                let work = Work::new(running, None, turn);
                ids = work.ids();
                let (id, events) = durable::start(&**streams, work, chunks).await?;
                response = stream::response(Body::new(Replay::new(events, peer)));
                response.headers_mut().insert(reply::STREAM, id);
            }
        }
        reply::trace(response.headers_mut(), ids);
        Ok(response)
    }

    /// Asks the provider for the context of the run.
    async fn options(&self, head: Parts, (data, init): Input) -> Result<(Input, RunOptions)> {
        let Some(provider) = &self.context else { return Ok(((data, init), RunOptions::new())) };
        let request = RequestData::new(head, data);
        let context = provider.context(request.clone()).await.map_err(rejected)?;
        Ok(((request.into_input(), init), RunOptions::new().context(context)))
    }
}

/// What a run takes: its input, and what starts it if it is bidirectional.
type Input = (Value, Value);

/// A stream that is kept, from its first chunk on; 204 if there is none of this id.
async fn join(streams: &Arc<dyn StreamManager>, id: &HeaderValue, peer: Option<Peer>) -> Result<Response> {
    let known = match id.to_str() {
        Ok(id) => streams.subscribe(id).await?,
        Err(_) => None,
    };
    Ok(match known {
        Some(events) => {
            let mut response = stream::response(Body::new(Replay::new(events, peer)));
            response.headers_mut().insert(reply::STREAM, id.clone());
            response
        }
        None => StatusCode::NO_CONTENT.into_response(),
    })
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
        Box::pin(async move { self.answer(&ai, request).await })
    }
}

impl fmt::Debug for FlowHandler {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let key = match &self.served {
            Served::Known(action) => action.key().to_string(),
            Served::Handle { def, .. } => def.name().to_owned(),
        };
        f.debug_struct("FlowHandler").field("flow", &key).field("guarded", &self.context.is_some()).finish()
    }
}
