//! Pictures, music, vectors.

use genkit::prelude::*;
use genkit::testing::HttpReply;
use genkit_google_genai::{EmbedConfig, ImagenConfig, google_ai};
use serde_json::{Value, json};

use crate::scripted;

#[genkit::test]
async fn many_documents_are_embedded_in_few_requests() {
    let vectors = |from: usize, count: usize| {
        let all: Vec<Value> = (from..from + count).map(|n| json!({"values": [n]})).collect();
        HttpReply::json(&json!({"embeddings": all}))
    };
    let (ai, _, script) = scripted([vectors(0, 100), vectors(100, 50)]).await;
    let by = google_ai::embedder("gemini-embedding-001")
        .options(EmbedConfig { output_dimensionality: Some(1), ..Default::default() });
    let texts = (0..150).map(|n| format!("text {n}"));
    let found = ai.embed_many(by, texts).concurrency(1).await.unwrap();
    assert_eq!((found.len(), found[149][0].embedding[0]), (150, 149.0));
    assert_eq!(script.requests().len(), 2);
    let first = &script.bodies()[0]["requests"][0];
    assert_eq!(
        (&first["model"], &first["outputDimensionality"]),
        (&"models/gemini-embedding-001".into(), &1.into())
    );
}

#[genkit::test]
async fn too_few_vectors_are_an_error() {
    let (ai, ..) = scripted([HttpReply::json(&json!({"embeddings": [{"values": [1]}]}))]).await;
    let input = json!({"input": [{"content": [{"text": "a"}]}, {"content": [{"text": "b"}]}]});
    let error = ai.run_json("/embedder/googleai/gemini-embedding-001", input).await.unwrap_err();
    assert!(error.message().contains("1 vectors"), "{error}");
}

#[genkit::test]
async fn pictures_are_drawn() {
    let drawn = json!({"predictions": [
        {"bytesBase64Encoded": "AAAA", "mimeType": "image/png"}, {"bytesBase64Encoded": "BBBB", "mimeType": "image/png"},
    ]});
    let (ai, _, script) = scripted([HttpReply::json(&drawn)]).await;
    let model = google_ai::imagen("imagen-4.0-generate-001").config(ImagenConfig {
        number_of_images: Some(2),
        aspect_ratio: Some("16:9".to_owned()),
        ..Default::default()
    });
    let answer = ai.generate().model(model).prompt("A cat").await.unwrap();
    assert_eq!(answer.media().unwrap().url, "data:image/png;base64,AAAA");
    let sent =
        json!({"instances": [{"prompt": "A cat"}], "parameters": {"sampleCount": 2, "aspectRatio": "16:9"}});
    assert_eq!(script.bodies(), [sent]);
}

#[genkit::test]
async fn filtered_pictures_are_an_error_with_the_reason() {
    let (ai, ..) =
        scripted([HttpReply::json(&json!({"predictions": [{"raiFilteredReason": "no faces"}]}))]).await;
    let asked = ai.generate().model(google_ai::imagen("imagen-4.0-generate-001")).prompt("A face");
    let error = asked.await.unwrap_err();
    assert_eq!((error.status(), error.message()), (Status::FailedPrecondition, "no faces"));
}

#[genkit::test]
async fn music_is_made() {
    let made = json!({"id": "i", "status": "completed", "steps": [
        {"type": "model_output", "content": [{"type": "audio", "data": "AAAA", "mime_type": "audio/mpeg"}]},
    ]});
    let (ai, _, script) = scripted([HttpReply::json(&made)]).await;
    let answer =
        ai.generate().model(google_ai::lyria("lyria-3-pro-preview")).prompt("A waltz").await.unwrap();
    assert_eq!(answer.media().unwrap().url, "data:audio/mpeg;base64,AAAA");
    assert_eq!(script.requests()[0].headers["api-revision"], "2026-05-20");
}

#[genkit::test]
async fn a_video_is_fetched_with_the_key_which_goes_nowhere_else() {
    let video = |url: &str| genkit::Media { url: url.to_owned(), content_type: None };
    let storage = HttpReply::new("").status(302).header("location", "https://storage.example/film?sig=1");
    let (ai, google, script) =
        scripted([storage, HttpReply::new("film").header("content-type", "video/mp4")]).await;
    let film = "https://generativelanguage.googleapis.com/v1beta/files/f1:download?alt=media";
    let found = google.download(&ai, &video(film)).await.unwrap();
    assert_eq!((found.bytes.as_ref(), found.content_type.as_deref()), (&b"film"[..], Some("video/mp4")));
    let requests = script.requests();
    assert_eq!(requests[0].headers["x-goog-api-key"], "key");
    assert!(requests[1].headers.is_empty(), "{:?}", requests[1]);

    // An address that only looks like the provider's gets no key, and one inside is not asked.
    for (url, asked) in [
        ("https://generativelanguage.googleapis.com.evil.example/f", 1),
        ("https://evil.example/generativelanguage.googleapis.com/", 1),
        ("http://169.254.169.254/latest/meta-data", 0),
        ("http://generativelanguage.googleapis.com@10.0.0.1/", 0),
    ] {
        let (ai, google, script) = scripted([HttpReply::new("x")]).await;
        let found = google.download(&ai, &video(url)).await;
        assert_eq!((found.is_ok(), script.requests().len()), (asked == 1, asked), "{url}");
        assert!(script.requests().iter().all(|r| r.headers.is_empty()), "{url}");
    }
}
