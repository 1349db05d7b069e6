//! Files.

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
