//! Which flows are served, and where.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, LazyLock};

use axum::Router;
use axum::http::StatusCode;
use axum::http::header::{ALLOW, HeaderValue};
use axum::response::Response;
use axum::routing::{get, post};
use serde_json::Value;

use super::context::ContextProvider;
use super::gate::Gate;
use super::handler::FlowHandler;
use super::limits::Limits;
use super::{openapi, reply};
use crate::core::action::Action;
use crate::core::app::Genkit;
use crate::core::error::{Error, Status};
use crate::core::key::ActionType;

/// The routes of a server: every flow at `/{name}`, unless said otherwise. Agents that keep their
/// conversations have `/{name}/getSnapshot` and `/{name}/abort` beside it.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::serve::{self, Flows};
///
/// /// Says who asks.
/// #[flow]
/// async fn whoami(ctx: Ctx) -> Result<String> {
///     Ok(ctx.context().auth().map(ToString::to_string).unwrap_or_default())
/// }
///
/// fn app(ai: &Genkit) -> axum::Router {
///     Flows::of(ai)
///         .prefix("/api")
///         .route("/me", serve::handler::<whoami>().context(serve::api_key("s3cret")))
///         .into_router()
/// }
/// ```
#[must_use]
pub struct Flows {
    ai: Genkit,
    prefix: String,
    only: Option<Vec<String>>,
    given: Vec<(String, FlowHandler)>,
    context: Option<Arc<dyn ContextProvider>>,
    limits: Limits,
    document: Option<String>,
}

impl Flows {
    /// Every flow that the runtime holds now.
    pub fn of(ai: &Genkit) -> Self {
        let (prefix, limits) = (String::new(), Limits::default());
        let given = Vec::new();
        Self { ai: ai.clone(), prefix, only: None, given, context: None, limits, document: None }
    }

    /// Only the flows of these names, and those that are given a route.
    pub fn only<N: Into<String>>(mut self, names: impl IntoIterator<Item = N>) -> Self {
        self.only.get_or_insert_default().extend(names.into_iter().map(Into::into));
        self
    }

    /// What stands before every path, for example `/api`.
    pub fn prefix(mut self, prefix: &str) -> Self {
        self.prefix = rooted(prefix);
        self
    }

    /// Serves a flow at a path of its own, and not at the one of its name; of an agent also what stands beside it.
    pub fn route(mut self, path: &str, handler: FlowHandler) -> Self {
        self.given.push((rooted(path), handler));
        self
    }

    /// Who makes the context of each run, unless a route has a provider of its own.
    pub fn context(mut self, provider: impl ContextProvider) -> Self {
        self.context = Some(Arc::new(provider));
        self
    }

    /// Limits of all routes together.
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// Answers `GET` at this path, for example `/openapi.json`, with the [document](Self::openapi) of the routes.
    pub fn openapi_at(mut self, path: &str) -> Self {
        self.document = Some(self.prefix.clone() + &rooted(path));
        self
    }

    /// The router, to be merged into an application or served by itself.
    pub fn into_router(self) -> Router {
        self.router().0
    }

    /// The router, and the gate to all its runs.
    pub(super) fn router(self) -> (Router, Arc<Gate>) {
        // Names may begin with what was a pattern once.
        let mut router = Router::new().without_v07_checks();
        let (table, gate) = self.table();
        if let Some(path) = &self.document {
            // Schemas are made when somebody asks for them.
            let (ai, table) = (self.ai.clone(), table.clone());
            let text = LazyLock::new(Box::new(move || openapi::document(&ai, &table).to_string()) as Make);
            let text = Arc::new(text);
            router = router.route(path, get(async move || reply::json(text.as_str())));
        }
        for (path, handler) in table {
            router = router.route(&escaped(&path), post(handler).fallback(not_allowed));
        }
        (router.with_state(self.ai), gate)
    }

    /// The OpenAPI 3.1 document of these routes.
    #[must_use]
    pub fn openapi(&self) -> Value {
        openapi::document(&self.ai, &self.table().0)
    }

    pub(super) fn ai(&self) -> &Genkit {
        &self.ai
    }

    pub(super) fn given_limits(&self) -> &Limits {
        &self.limits
    }

    /// Each path and what answers there, and the gate they share.
    pub(super) fn table(&self) -> (BTreeMap<String, FlowHandler>, Arc<Gate>) {
        let gate = Arc::new(Gate::new(self.limits.clone()));
        let mut table = BTreeMap::new();
        let given: Vec<_> =
            self.given.iter().flat_map(|(path, handler)| self.with_companions(path, handler)).collect();
        let moved: Vec<Action> = given.iter().map(|(_, handler)| handler.action(&self.ai)).collect();
        let is_moved = |action: &Action| moved.iter().any(|moved| moved.key() == action.key());
        for (path, action) in self.all().into_iter().filter(|(_, action)| !is_moved(action)) {
            table.insert(path, FlowHandler::of(&action));
        }
        table.extend(given);
        let among = |handler: FlowHandler| handler.among(&self.ai, &gate, self.context.as_ref());
        let whole = |path: String| Some(self.prefix.clone() + &path).filter(|path| !path.is_empty());
        let whole = |path| whole(path).unwrap_or_else(|| "/".to_owned());
        let table = table.into_iter().map(|(path, handler)| (whole(path), among(handler)));
        (table.collect(), gate.clone())
    }

    /// What is served at a path, and for an agent what stands beside it.
    fn with_companions(&self, path: &str, handler: &FlowHandler) -> Vec<(String, FlowHandler)> {
        let action = handler.action(&self.ai);
        let mut all = vec![(path.to_owned(), handler.clone())];
        if action.action_type() == ActionType::Agent {
            for kind in [ActionType::AgentSnapshot, ActionType::AgentAbort] {
                let beside = self.ai.get(kind, action.name()).filter(|action| self.is_served(action));
                all.extend(beside.map(|action| (path.to_owned() + suffix(kind), handler.serving(&action))));
            }
        }
        all
    }

    /// Flows and agents; what stands beside an agent only if that keeps its conversations.
    fn is_served(&self, action: &Action) -> bool {
        match action.action_type() {
            ActionType::Flow | ActionType::Agent => true,
            ActionType::AgentSnapshot | ActionType::AgentAbort => {
                let metadata = self.ai.get(ActionType::Agent, action.name()).map(|agent| agent.metadata());
                let agent = metadata.as_ref().and_then(|metadata| metadata.get("agent"));
                agent.and_then(|agent| agent.get("stateManagement")).is_some_and(|by| by == "server")
            }
            _ => false,
        }
    }

    /// Flows and agents, each with its path.
    fn all(&self) -> Vec<(String, Action)> {
        let mut all = BTreeMap::new();
        let mut runtime = Some(&self.ai);
        while let Some(ai) = runtime {
            for (key, action) in ai.registry().all() {
                all.entry(key).or_insert(action);
            }
            runtime = ai.parent();
        }
        let chosen =
            |name: &str| self.only.as_ref().is_none_or(|only| only.iter().any(|chosen| chosen == name));
        let served = all.into_values().filter(|action| chosen(action.name()));
        served
            .filter(|action| self.is_served(action))
            .map(|action| (rooted(action.name()) + suffix(action.action_type()), action))
            .collect()
    }
}

/// What stands behind the name in the path of an action.
fn suffix(kind: ActionType) -> &'static str {
    match kind {
        ActionType::AgentSnapshot => "/getSnapshot",
        ActionType::AgentAbort => "/abort",
        _ => "",
    }
}

type Make = Box<dyn FnOnce() -> String + Send>;

/// A path with one slash before it and none behind.
fn rooted(path: &str) -> String {
    let path = path.trim_matches('/');
    if path.is_empty() { String::new() } else { format!("/{path}") }
}

/// Names are no patterns.
fn escaped(path: &str) -> String {
    path.replace('{', "{{").replace('}', "}}")
}

async fn not_allowed() -> Response {
    let error = Error::public(Status::Unimplemented, "flows are run with POST");
    let mut response = reply::failed_as(StatusCode::METHOD_NOT_ALLOWED, &error);
    response.headers_mut().insert(ALLOW, HeaderValue::from_static("POST"));
    response
}

impl fmt::Debug for Flows {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flows").field("prefix", &self.prefix).field("routes", &self.table().0).finish()
    }
}
