//! Files at the provider's.

use genkit::testing::{HttpReply, HttpScript};
use genkit::{Genkit, Part, Status};
use genkit_anthropic::Anthropic;
use provider_tests::violations;
use serde_json::{Value, json};

use crate::{header, text};

fn file(id: &str, mime_type: &str) -> Value {
    json!({"id": id, "type": "file", "filename": "tea.pdf", "mime_type": mime_type, "size_bytes": 3, "created_at": "2025-01-01T00:00:00Z", "downloadable": false})
}

async fn app(replies: impl IntoIterator<Item = HttpReply>) -> (Genkit, Anthropic, HttpScript) {
    let script = HttpScript::new(replies);
    let claude = Anthropic::new("key-a").transport(script.clone());
    let model = genkit_anthropic::anthropic::claude("claude-sonnet-4-5");
    (Genkit::builder().plugin(claude.clone()).default_model(model).build().await.unwrap(), claude, script)
}

#[genkit::test]
async fn a_file_is_sent_and_asked_about() {
    let replies = [
        HttpReply::json(&file("file_1", "application/pdf")),
        HttpReply::json(&file("file_2", "image/png")),
        text("Tea."),
    ];
    let (ai, claude, script) = app(replies).await;
    let files = claude.files(&ai);
    let book = files.upload("tea.pdf", "application/pdf", "%PDF").await.unwrap();
    let picture = files.get("file_2").await.unwrap();
    assert_eq!((book.id.as_str(), book.size_bytes), ("file_1", 3));
    let answer =
        ai.generate().prompt([book.part(), picture.part(), Part::text("What is it?")]).await.unwrap();
    assert_eq!(answer.text(), "Tea.");

    let requests = script.requests();
    assert_eq!(requests[0].url, "https://api.anthropic.com/v1/files");
    assert_eq!(header(&requests[0], "anthropic-beta"), Some("files-api-2025-04-14"));
    assert_eq!(header(&requests[0], "x-api-key"), Some("key-a"));
    let sent = String::from_utf8_lossy(&requests[0].body);
    assert!(
        sent.contains("name=\"file\"; filename=\"tea.pdf\"\r\nContent-Type: application/pdf\r\n\r\n%PDF\r\n"),
        "{sent}"
    );
    assert_eq!(header(&requests[2], "anthropic-beta"), Some("files-api-2025-04-14"));
    let content: Value = serde_json::from_slice(&requests[2].body).unwrap();
    let sources: Vec<&Value> =
        content["messages"][0]["content"].as_array().unwrap().iter().map(|b| &b["source"]).collect();
    assert_eq!(sources[0], &json!({"type": "file", "file_id": "file_1"}));
    assert_eq!(sources[1], &json!({"type": "file", "file_id": "file_2"}));
    assert_eq!(violations(&json!({"url": requests[2].url, "body": content})), Vec::<String>::new());
    provider_tests::showed!("files");
}

#[genkit::test]
async fn files_are_listed_read_and_forgotten() {
    let page = |id: &str, more: bool| {
        HttpReply::json(&json!({"data": [file(id, "text/plain")], "has_more": more, "last_id": id}))
    };
    let gone =
        json!({"type": "error", "error": {"type": "not_found_error", "message": "File not found: file_9"}});
    let replies = [
        page("file_1", true),
        page("file_2", false),
        HttpReply::new("made"),
        HttpReply::json(&json!({"id": "file_1", "type": "file_deleted"})),
        HttpReply::json(&gone).status(404),
    ];
    let (ai, claude, script) = app(replies).await;
    let files = claude.files(&ai);
    let ids: Vec<String> = files.list().await.unwrap().into_iter().map(|file| file.id).collect();
    assert_eq!(ids, ["file_1", "file_2"]);
    assert_eq!(&files.content("file_1").await.unwrap()[..], b"made");
    files.delete("file_1").await.unwrap();
    let error = files.get("file_9").await.unwrap_err();
    assert_eq!((error.status(), error.message().contains("file_9")), (Status::NotFound, true));
    let asked: Vec<String> = script
        .requests()
        .iter()
        .map(|r| format!("{} {}", r.method, r.url.rsplit("/v1").next().unwrap()))
        .collect();
    assert_eq!(
        asked,
        [
            "GET /files?limit=1000",
            "GET /files?limit=1000&after_id=file_1",
            "GET /files/file_1/content",
            "DELETE /files/file_1",
            "GET /files/file_9",
        ]
    );
}
