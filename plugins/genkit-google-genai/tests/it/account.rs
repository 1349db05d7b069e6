//! Who asks Vertex AI.

use std::time::Duration;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use genkit::prelude::*;
use genkit::testing::{Cassette, HttpReply, HttpScript, TestGenkit};
use genkit::{Genkit, Secret};
use genkit_google_genai::{VertexAi, vertex_ai};
use ring::signature::{RSA_PKCS1_2048_8192_SHA256, UnparsedPublicKey};
use serde_json::{Value, json};

use crate::said;

/// A key made for this test; it opens nothing.
pub(crate) const KEY: &str = include_str!("account.pem");
const PUBLIC: &[u8] = include_bytes!("account.public.der");

pub(crate) fn key_json() -> String {
    let file = json!({"type": "service_account", "client_email": "menu@p1.example", "private_key": KEY,
        "private_key_id": "k1", "project_id": "p1", "token_uri": "https://token.example/"});
    file.to_string()
}

fn key_file() -> Secret<String> {
    Secret::new(key_json())
}

pub(crate) async fn runtime(
    vertex: VertexAi,
    replies: impl IntoIterator<Item = HttpReply>,
) -> (Genkit, HttpScript) {
    let script = HttpScript::new(replies);
    (Genkit::builder().transport(script.clone()).plugin(vertex).build().await.unwrap(), script)
}

pub(crate) fn token(value: &str) -> HttpReply {
    HttpReply::json(&json!({"access_token": value, "expires_in": 3600, "token_type": "Bearer"}))
}

pub(crate) fn ok() -> HttpReply {
    said(json!([{"text": "ok"}]))
}

pub(crate) async fn ask(ai: &Genkit) -> Result<String> {
    Ok(ai.generate().model(vertex_ai::gemini("gemini-2.5-flash")).prompt("hi").await?.text())
}

#[genkit::test]
async fn a_service_account_signs_for_a_token_and_keeps_it() {
    let vertex = VertexAi::service_account(key_file()).location("europe-west4");
    let (ai, script) = runtime(vertex, [token("t1"), ok(), ok()]).await;
    assert_eq!(ask(&ai).await.unwrap(), "ok");
    ask(&ai).await.unwrap();
    let requests = script.requests();
    assert_eq!(requests.len(), 3);
    assert_eq!(requests[0].url, "https://token.example/");
    let form = String::from_utf8(requests[0].body.to_vec()).unwrap();
    let jwt = form.split_once("assertion=").unwrap().1;
    let (said, signature) = jwt.rsplit_once('.').unwrap();
    let signature = URL_SAFE_NO_PAD.decode(signature).unwrap();
    UnparsedPublicKey::new(&RSA_PKCS1_2048_8192_SHA256, PUBLIC).verify(said.as_bytes(), &signature).unwrap();
    let claims = URL_SAFE_NO_PAD.decode(said.split_once('.').unwrap().1).unwrap();
    let claims: Value = serde_json::from_slice(&claims).unwrap();
    assert_eq!(claims["iss"], "menu@p1.example");
    assert_eq!(claims["exp"].as_u64().unwrap() - claims["iat"].as_u64().unwrap(), 3600);
    let url = "https://europe-west4-aiplatform.googleapis.com/v1beta1/projects/p1/locations/europe-west4/\
               publishers/google/models/gemini-2.5-flash:generateContent";
    assert_eq!(
        (requests[1].url.as_str(), &requests[1].headers["authorization"]),
        (url, &"Bearer t1".parse().unwrap())
    );
}

#[genkit::test]
async fn a_token_is_renewed_before_it_ends_and_once_for_all_who_wait() {
    let script = HttpScript::new([token("t1"), ok(), ok(), ok(), ok(), token("t2"), ok()]);
    let (transport, vertex) = (script.clone(), VertexAi::service_account(key_file()).location("us-central1"));
    let ai = TestGenkit::builder().app(|app| app.transport(transport).plugin(vertex)).build().unwrap();
    let many = futures_util::future::join_all((0..3).map(|_| ask(&ai))).await;
    assert!(many.iter().all(Result::is_ok));
    // Of an hour 59 minutes are good.
    ai.clock().advance(Duration::from_secs(58 * 60)).await;
    ask(&ai).await.unwrap();
    ai.clock().advance(Duration::from_secs(70)).await;
    ask(&ai).await.unwrap();
    let requests = script.requests();
    let asked: Vec<&str> =
        requests.iter().map(|r| r.headers.get("authorization").map_or("", |h| h.to_str().unwrap())).collect();
    let t1 = "Bearer t1";
    assert_eq!(asked, ["", t1, t1, t1, t1, "", "Bearer t2"]);
    let form = String::from_utf8(requests[5].body.to_vec()).unwrap();
    let claims = form.split_once("assertion=").unwrap().1.split('.').nth(1).unwrap();
    let claims: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(claims).unwrap()).unwrap();
    let form = String::from_utf8(requests[0].body.to_vec()).unwrap();
    let before = form.split_once("assertion=").unwrap().1.split('.').nth(1).unwrap();
    let before: Value = serde_json::from_slice(&URL_SAFE_NO_PAD.decode(before).unwrap()).unwrap();
    assert_eq!(claims["iat"].as_u64().unwrap() - before["iat"].as_u64().unwrap(), 58 * 60 + 70);
}

#[genkit::test]
async fn a_refused_key_is_unauthenticated_and_tells_no_secret() {
    let refusal = json!({"error": "invalid_grant", "error_description": "account not found"});
    let vertex = VertexAi::service_account(key_file()).location("us-central1");
    let (ai, _) = runtime(vertex, [HttpReply::json(&refusal).status(400)]).await;
    let error = ask(&ai).await.unwrap_err();
    assert_eq!(error.status(), Status::Unauthenticated);
    assert!(error.message().contains("account not found"), "{error}");
    assert!(!format!("{error:?}").contains("PRIVATE"));

    for broken in ["not json", "{\"type\": \"external_account\"}", "{\"type\": \"service_account\"}"] {
        let vertex = VertexAi::service_account(Secret::new(broken.to_owned())).project("p1");
        let (ai, _) = runtime(vertex, []).await;
        assert_eq!(ask(&ai).await.unwrap_err().status(), Status::Unauthenticated, "{broken}");
    }
}

#[genkit::test]
async fn express_mode_needs_a_key_alone_and_has_text_only() {
    let (ai, script) = runtime(VertexAi::express("key"), [ok()]).await;
    ask(&ai).await.unwrap();
    let request = &script.requests()[0];
    let url =
        "https://aiplatform.googleapis.com/v1beta1/publishers/google/models/gemini-2.5-flash:generateContent";
    assert_eq!((request.url.as_str(), &request.headers["x-goog-api-key"]), (url, &"key".parse().unwrap()));
    let drawn = ai.generate().model(vertex_ai::imagen("imagen-4.0-generate-001")).prompt("A cat").await;
    assert_eq!(drawn.unwrap_err().status(), Status::PermissionDenied);
}

#[genkit::test]
async fn places_have_addresses_of_their_own() {
    for (location, host) in [
        ("global", "https://aiplatform.googleapis.com/"),
        ("eu", "https://aiplatform.eu.rep.googleapis.com/"),
        ("asia-east1", "https://asia-east1-aiplatform.googleapis.com/"),
    ] {
        let vertex = VertexAi::access_token(Secret::new("t".to_owned())).project("p1").location(location);
        let (ai, script) = runtime(vertex.api_version("v1"), [ok()]).await;
        ask(&ai).await.unwrap();
        let url = script.requests()[0].url.clone();
        assert!(url.starts_with(&format!("{host}v1/projects/p1/locations/{location}/")), "{url}");
    }
}

#[genkit::test]
async fn a_recording_holds_no_token_and_no_key() {
    let path = std::env::temp_dir().join(format!("genkit-google-tokens-{}.json", std::process::id()));
    let script = HttpScript::new([token("very-secret-token"), ok()]);
    let vertex = VertexAi::service_account(key_file()).location("us-central1");
    let recorder = Cassette::record(&path, script);
    let ai = Genkit::builder().transport(recorder).plugin(vertex).build().await.unwrap();
    ask(&ai).await.unwrap();
    let told = std::fs::read_to_string(&path).unwrap();
    let _ = std::fs::remove_file(&path);
    assert!(told.contains("generateContent") && told.contains("grant_type"), "{told}");
    // A signed request for a token begins so.
    for secret in ["very-secret-token", "eyJ"] {
        assert!(!told.contains(secret), "{told}");
    }
}
