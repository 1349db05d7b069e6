//! Files.

use genkit::http::Retries;
use genkit::prelude::*;
use genkit::testing::{HttpReply, HttpScript, TestGenkit};
use genkit_google_genai::GoogleAi;
use serde_json::json;

fn file(state: &str) -> serde_json::Value {
    json!({"name": "files/abc", "uri": "https://files.example/abc", "mimeType": "video/mp4", "state": state})
}

#[genkit::test]
async fn a_file_is_sent_waited_for_and_named() {
    let script = HttpScript::new([
        HttpReply::new("").header("x-goog-upload-url", "https://upload.example/1"),
        HttpReply::json(&json!({"file": file("PROCESSING")})),
        HttpReply::json(&file("PROCESSING")),
        HttpReply::json(&file("ACTIVE")),
    ]);
    let google = GoogleAi::new("key");
    let (plugin, transport) = (google.clone(), script.clone());
    let ai = TestGenkit::builder().app(|app| app.transport(transport).plugin(plugin)).build().unwrap();
    let files = google.files(&ai);
    let sent = files.upload("video/mp4", b"film".to_vec()).await.unwrap();
    let ready = files.ready(sent).await.unwrap();
    assert_eq!(ready.part(), Part::media("video/mp4", "https://files.example/abc"));
    let requests = script.requests();
    assert_eq!(requests[0].headers["x-goog-upload-header-content-length"], "4");
    assert_eq!(requests[0].headers["x-goog-api-key"], "key");
    assert_eq!(
        (requests[1].url.as_str(), &requests[1].body[..]),
        ("https://upload.example/1", b"film".as_slice())
    );
    assert_eq!(requests[1].headers["x-goog-upload-command"], "upload, finalize");
    provider_tests::showed!("files");
}

fn arrived(bytes: usize) -> HttpReply {
    HttpReply::new("")
        .header("x-goog-upload-status", "active")
        .header("x-goog-upload-size-received", &bytes.to_string())
}

#[genkit::test]
async fn a_large_file_goes_in_pieces_and_on_from_what_arrived() {
    const PIECE: usize = 8 << 20;
    let path = std::env::temp_dir().join(format!("genkit-google-film-{}.mp4", std::process::id()));
    let film: Vec<u8> = (0..2 * PIECE + 1000).map(|n| (n % 251) as u8).collect();
    std::fs::write(&path, &film).unwrap();
    let script = HttpScript::new([
        HttpReply::new("").header("x-goog-upload-url", "https://upload.example/1"),
        arrived(PIECE),
        // Half of the second piece arrives, and then nobody answers.
        HttpReply::refused(),
        arrived(PIECE + PIECE / 2),
        arrived(2 * PIECE),
        // The last one arrives whole, but its answer does not.
        HttpReply::refused(),
        HttpReply::json(&json!({"file": file("ACTIVE")})).header("x-goog-upload-status", "final"),
    ]);
    let google = GoogleAi::new("key").retries(Retries::none());
    let (plugin, transport) = (google.clone(), script.clone());
    let ai = TestGenkit::builder().app(|app| app.transport(transport).plugin(plugin)).build().unwrap();
    let sent = google.files(&ai).upload_file("video/mp4", &path).await.unwrap();
    std::fs::remove_file(&path).unwrap();
    assert_eq!(sent.state, "ACTIVE");
    let requests = script.requests();
    assert_eq!(requests[0].headers["x-goog-upload-header-content-length"], film.len().to_string());
    assert!(String::from_utf8_lossy(&requests[0].body).contains("genkit-google-film"));
    let header =
        |at: usize, name: &str| requests[at].headers.get(name).map(|v| v.to_str().unwrap().to_owned());
    let mut got = vec![0; film.len()];
    for (at, command, offset) in [
        (1, "upload", Some(0)),
        (2, "upload", Some(PIECE)),
        (3, "query", None),
        (4, "upload", Some(PIECE + PIECE / 2)),
        (5, "upload, finalize", Some(2 * PIECE)),
        (6, "query", None),
    ] {
        assert_eq!(header(at, "x-goog-upload-command").as_deref(), Some(command), "{at}");
        assert_eq!(header(at, "x-goog-upload-offset"), offset.map(|o| o.to_string()), "{at}");
        let body = &requests[at].body;
        assert!(body.len() <= PIECE);
        if let Some(offset) = offset {
            got[offset..offset + body.len()].copy_from_slice(body);
        }
    }
    assert!(got == film);
}

#[genkit::test]
async fn what_cannot_be_sent_says_why() {
    let (ai, google, script) = crate::scripted([]).await;
    let error = google.files(&ai).upload_file("video/mp4", "/no/such/film.mp4").await.unwrap_err();
    assert_eq!(error.status(), Status::NotFound, "{error}");
    assert!(script.requests().is_empty());
    script.push(HttpReply::new("").header("x-goog-upload-url", "https://upload.example/1"));
    let large = json!({"error": {"code": 413, "status": "INVALID_ARGUMENT", "message": "too large"}});
    script.push(HttpReply::json(&large).status(413));
    let error = google.files(&ai).upload("video/mp4", b"film".to_vec()).await.unwrap_err();
    assert_eq!(error.status(), Status::InvalidArgument, "{error}");
}

#[genkit::test]
async fn a_file_that_failed_says_why() {
    let mut failed = file("FAILED");
    failed["error"] = json!({"message": "no video"});
    let (ai, google, _) = crate::scripted([HttpReply::json(&failed)]).await;
    let files = google.files(&ai);
    let got = files.get("files/abc").await.unwrap();
    let error = files.ready(got).await.unwrap_err();
    assert_eq!(error.status(), Status::FailedPrecondition);
    assert!(error.message().contains("no video"), "{error}");
}
