//! Who asks.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use genkit::prelude::*;
use genkit::serve::{self, ContextProvider, FlowHandler, Flows, RequestData, Server};
use genkit::{Action, Secret};
use serde_json::{Value, json};

use super::wire::{Answer, ask, request};
use super::{Running, body, runtime};

/// A flow that tells its context, and how often it ran.
fn whoami() -> (Action, Arc<AtomicUsize>) {
    let runs = Arc::new(AtomicUsize::new(0));
    let counted = runs.clone();
    let flow = Flow::builder("whoami").handler(move |_: Value, ctx: Ctx| {
        counted.fetch_add(1, Ordering::Relaxed);
        async move { Ok(json!(ctx.context())) }
    });
    (flow, runs)
}

async fn guarded(provider: impl ContextProvider) -> (Running, Arc<AtomicUsize>) {
    let (flow, runs) = whoami();
    let handler = FlowHandler::of(&flow).context(provider);
    let server = Server::of(Flows::of(&runtime([flow])).route("/whoami", handler));
    (Running::start(server).await, runs)
}

async fn with(server: &Running, header: &str) -> Answer {
    let plain = request("/whoami", r#"{"data": {"tenant": "acme"}}"#);
    ask(server, &plain.replacen("host: x\r\n", &format!("host: x\r\n{header}"), 1)).await
}

#[tokio::test]
async fn a_key_lets_in() {
    let (server, runs) = guarded(serve::api_key("s3cret")).await;
    assert_eq!(with(&server, "").await.status, 401);
    assert_eq!(with(&server, "authorization: other\r\n").await.status, 403);
    assert_eq!(runs.load(Ordering::Relaxed), 0);
    let let_in = with(&server, "authorization: s3cret\r\n").await;
    assert_eq!(body(&let_in.body), json!({"result": {"auth": {"apiKey": "s3cret"}}}));
}

#[tokio::test]
async fn a_token_is_looked_at() {
    let (server, runs) =
        guarded(serve::bearer(async |token: Secret<String>| match token.expose().as_str() {
            "ada" => Ok(json!({"uid": "ada"})),
            "down" => Err(Error::unavailable("no connection to the database of tokens")),
            _ => Err(Error::permission_denied("token revoked on Tuesday")),
        }))
        .await;
    assert_eq!(with(&server, "authorization: Basic ada\r\n").await.status, 401);
    let revoked = with(&server, "authorization: Bearer eve\r\n").await;
    assert_eq!(revoked.status, 403);
    assert!(!revoked.body.contains("Tuesday"), "{}", revoked.body);
    assert_eq!(with(&server, "authorization: Bearer down\r\n").await.status, 500);
    assert_eq!(runs.load(Ordering::Relaxed), 0);
    let let_in = with(&server, "authorization: bearer ada\r\n").await;
    assert_eq!(body(&let_in.body)["result"]["auth"], json!({"uid": "ada"}));
}

#[tokio::test]
async fn a_closure_sees_headers_and_input() {
    let (server, _) = guarded(async |request: RequestData| {
        let tenant = request.input()["tenant"].clone();
        match request.header("x-tenant") {
            Some(told) if tenant == told => Ok(Context::new().with("tenant", tenant)),
            _ => Err(Error::public(Status::FailedPrecondition, "another tenant")),
        }
    })
    .await;
    let refused = with(&server, "x-tenant: other\r\n").await;
    assert_eq!((refused.status, body(&refused.body)["message"].as_str()), (400, Some("another tenant")));
    assert_eq!(body(&with(&server, "x-tenant: acme\r\n").await.body)["result"]["tenant"], "acme");
}

#[tokio::test]
async fn a_flow_with_a_route_of_its_own_has_no_other() {
    let (flow, _) = whoami();
    let me = FlowHandler::of(&flow).context(serve::api_key("s3cret"));
    let server = Running::start(Server::of(Flows::of(&runtime([flow])).prefix("api/").route("me", me))).await;
    assert_eq!(ask(&server, &request("/api/me", "{}")).await.status, 401);
    for path in ["/me", "/whoami", "/api/whoami"] {
        assert_eq!(ask(&server, &request(path, "{}")).await.status, 404, "{path}");
    }
}

#[tokio::test]
async fn what_holds_for_all_flows_holds_for_all() {
    let (flow, runs) = whoami();
    let flows = Flows::of(&runtime([flow])).context(serve::api_key("s3cret"));
    let server = Running::start(Server::of(flows)).await;
    assert_eq!(with(&server, "").await.status, 401);
    assert_eq!(runs.load(Ordering::Relaxed), 0);
}
