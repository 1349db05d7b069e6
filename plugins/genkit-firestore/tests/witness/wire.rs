//! What is sent, and by whose right: without any server.

use std::sync::{Arc, Mutex};

use genkit::http::{HttpRequest, HttpResponse, Retries, Transport};
use genkit::{BoxFuture, Result, Secret, SessionStore, Status, StoreKey};
use genkit_firestore::FirestoreOptions;
use libtest_mimic::Trial;
use serde_json::{Value, json};
use store_tests::trial;

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        trial("wire: a token that is given is sent, and shown nowhere", given),
        trial("wire: a service account signs for a token, and names its project", key_file),
        trial("wire: on a machine of Google's its account is asked once", machine),
        trial("wire: elsewhere the error says what to do", nowhere),
        trial("wire: what Firestore refuses is told in its own words", refused),
    ]
}

/// Answers as it is told, and keeps what was asked.
#[derive(Clone)]
struct Fake(fn(&HttpRequest) -> (u16, String), Arc<Mutex<Vec<HttpRequest>>>);

impl Fake {
    fn new(answer: fn(&HttpRequest) -> (u16, String)) -> Self {
        Self(answer, Arc::default())
    }

    fn asked(&self) -> Vec<HttpRequest> {
        self.1.lock().unwrap().clone()
    }
}

impl Transport for Fake {
    fn send(&self, request: HttpRequest) -> BoxFuture<'static, Result<HttpResponse>> {
        let (status, body) = (self.0)(&request);
        self.1.lock().unwrap().push(request);
        Box::pin(async move { Ok(HttpResponse::new(status, body)) })
    }
}

fn missing() -> (u16, String) {
    (200, json!([{"missing": "it", "readTime": "2026-01-01T00:00:00Z"}]).to_string())
}

fn key() -> StoreKey {
    StoreKey::new("session", "a")
}

async fn given() -> Result<()> {
    let fake = Fake::new(|_| missing());
    let options = FirestoreOptions::new("p").database("d").collection("c").transport(fake.clone());
    let store = options.token(|| async { Ok(Secret::new("sesame".to_owned())) }).connect().await?;
    assert_eq!(store.get(&key()).await?, None);
    let asked = fake.asked();
    let place = "projects/p/databases/d/documents";
    assert_eq!(asked[0].url, format!("https://firestore.googleapis.com/v1/{place}:batchGet"));
    assert_eq!(asked[0].headers["authorization"], "Bearer sesame");
    let body: Value = serde_json::from_slice(&asked[0].body)?;
    assert_eq!(body, json!({"documents": [format!("{place}/c/6.global.session/genkit-records/a")]}));
    assert!(!format!("{store:?} {asked:?}").contains("sesame"));
    Ok(())
}

/// A key made for tests; it opens nothing.
const KEY: &str = include_str!("../../../genkit-google-genai/tests/it/account.pem");

async fn key_file() -> Result<()> {
    let fake = Fake::new(|request| match request.url.as_str() {
        "https://token.example/" => {
            (200, json!({"access_token": "sesame", "expires_in": 3600}).to_string())
        }
        _ => missing(),
    });
    let key = json!({"type": "service_account", "client_email": "menu@of-the-key.example", "private_key": KEY,
        "project_id": "of-the-key", "token_uri": "https://token.example/"});
    let options = FirestoreOptions::from_machine().service_account(Secret::new(key.to_string()));
    assert!(!format!("{options:?}").contains("PRIVATE"));
    let store = options.transport(fake.clone()).connect().await?;
    assert_eq!((store.get(&key_of("a")).await?, store.get(&key_of("b")).await?), (None, None));
    let asked = fake.asked();
    assert_eq!(asked.len(), 3, "{asked:?}");
    assert!(String::from_utf8_lossy(&asked[0].body).contains("assertion=ey"));
    assert!(asked[1].url.contains("/projects/of-the-key/"), "{}", asked[1].url);
    assert_eq!(asked[2].headers["authorization"], "Bearer sesame");
    Ok(())
}

fn key_of(id: &str) -> StoreKey {
    StoreKey::new("session", id)
}

async fn machine() -> Result<()> {
    let fake = Fake::new(|request| match request.url.rsplit('/').next() {
        Some("project-id") => (200, "of-the-machine".to_owned()),
        Some("token") => (200, json!({"access_token": "sesame", "expires_in": 3600}).to_string()),
        _ => missing(),
    });
    let store = FirestoreOptions::from_machine().transport(fake.clone()).connect().await?;
    assert_eq!((store.get(&key()).await?, store.get(&key()).await?), (None, None));
    let asked = fake.asked();
    let urls: Vec<&str> = asked.iter().map(|request| request.url.as_str()).collect();
    assert_eq!(urls.len(), 4, "{urls:?}");
    assert_eq!(asked[1].headers["metadata-flavor"], "Google");
    assert!(urls[2].contains("/projects/of-the-machine/"), "{urls:?}");
    assert_eq!(asked[3].headers["authorization"], "Bearer sesame");
    Ok(())
}

async fn nowhere() -> Result<()> {
    let fake = Fake::new(|_| (404, String::new()));
    let store = FirestoreOptions::new("p").transport(fake).connect().await?;
    let error = store.get(&key()).await.unwrap_err();
    assert_eq!(error.status(), Status::Unauthenticated);
    assert!(error.message().contains("GOOGLE_APPLICATION_CREDENTIALS"), "{error}");
    Ok(())
}

async fn refused() -> Result<()> {
    let fake = Fake::new(|_| {
        let told = json!({"code": 403, "status": "PERMISSION_DENIED", "message": "Missing or insufficient permissions."});
        (403, json!({"error": told}).to_string())
    });
    let options = FirestoreOptions::new("p").transport(fake).retries(Retries::none());
    let store = options.token(|| async { Ok(Secret::new("t".to_owned())) }).connect().await?;
    let error = store.save(&key(), 0, json!(1), None).await.unwrap_err();
    assert_eq!(error.status(), Status::PermissionDenied);
    assert!(error.message().contains("insufficient permissions"), "{error}");
    Ok(())
}
