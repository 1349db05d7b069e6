//! Media and vectors of Vertex AI, which asks for them in ways of its own.

use genkit::http::Retries;
use genkit::prelude::*;
use genkit::testing::{HttpReply, HttpScript};
use genkit::{GenerateResponse, Genkit, ModelRef, Secret};
use genkit_google_genai::{
    EmbedConfig, GeminiConfig, ImagenConfig, LyriaConfig, VeoConfig, VertexAi, vertex_ai,
};
use serde_json::{Value, json};

const MODELS: &str = "https://us-central1-aiplatform.googleapis.com/v1beta1/projects/p1/locations/us-central1/publishers/google/models";
const NAME: &str =
    "projects/p1/locations/us-central1/publishers/google/models/veo-3.1-generate-001/operations/o1";

async fn scripted(replies: impl IntoIterator<Item = Value>) -> (Genkit, VertexAi, HttpScript) {
    let script = HttpScript::new(replies.into_iter().map(|reply| HttpReply::json(&reply)));
    let vertex = VertexAi::access_token(Secret::new("tok".to_owned())).project("p1");
    let vertex = vertex.location("us-central1");
    let ai = Genkit::builder().transport(script.clone()).plugin(vertex.clone()).build().await.unwrap();
    (ai, vertex, script)
}

async fn asked(ai: &Genkit, model: impl Into<ModelRef>, message: Message) -> Result<GenerateResponse> {
    ai.generate().model(model.into()).messages(vec![message]).await
}

fn named(url: &str, kind: &str) -> Part {
    Part::media("image/png", url).with_metadata("type", kind)
}

#[genkit::test]
async fn a_video_is_begun_asked_for_and_done_with_its_data() {
    let videos = json!({"videos": [
        {"bytesBase64Encoded": "AAAA", "mimeType": "video/mp4"}, {"gcsUri": "gs://b/v.mp4", "mimeType": "video/mp4"},
    ]});
    let (ai, _, script) = scripted([
        json!({"name": NAME}),
        json!({"name": NAME}),
        json!({"name": NAME, "done": true, "response": videos}),
    ])
    .await;
    let model = vertex_ai::veo("veo-3.1-generate-001")
        .config(VeoConfig { duration_seconds: Some(8), ..Default::default() });
    let message = Message::user([
        Part::text("A dragon"),
        Part::media("image/png", "data:image/png;base64,AQID"),
        named("gs://b/last.png", "lastFrame"),
        named("gs://b/style.png", "referenceImages").with_metadata("referenceType", "style"),
    ]);
    let begun = asked(&ai, model, message).await.unwrap().operation().unwrap().clone();
    assert_eq!((begun.id.as_str(), begun.done), (NAME, false));
    let running = ai.check_operation(&begun).await.unwrap();
    assert!(!running.done);
    let done = ai.check_operation(&running).await.unwrap();
    let video: ModelResponse = done.result().unwrap().unwrap();
    let urls: Vec<String> =
        video.message.unwrap().content.iter().filter_map(|p| Some(p.as_media()?.url.clone())).collect();
    assert_eq!(urls, ["data:video/mp4;base64,AAAA", "gs://b/v.mp4"]);
    let requests = script.requests();
    assert_eq!(requests[0].url, format!("{MODELS}/veo-3.1-generate-001:predictLongRunning"));
    assert_eq!(requests[1].url, format!("{MODELS}/veo-3.1-generate-001:fetchPredictOperation"));
    let instance = json!({
        "prompt": "A dragon",
        "image": {"bytesBase64Encoded": "AQID", "mimeType": "image/png"},
        "lastFrame": {"gcsUri": "gs://b/last.png", "mimeType": "image/png"},
        "referenceImages": [{"image": {"gcsUri": "gs://b/style.png", "mimeType": "image/png"}, "referenceType": "style"}],
    });
    let bodies = script.bodies();
    assert_eq!(bodies[0], json!({"instances": [instance], "parameters": {"durationSeconds": 8}}));
    assert_eq!(bodies[1], json!({"operationName": NAME}));
}

#[genkit::test]
async fn a_video_that_fails_is_filtered_or_asked_wrongly_says_why() {
    let failed = json!({"name": NAME, "done": true, "error": {"code": 3, "message": "too long"}});
    let filtered = json!({"name": NAME, "done": true,
        "response": {"raiMediaFilteredCount": 1, "raiMediaFilteredReasons": ["no faces"]}});
    for (end, why) in [(failed, "too long"), (filtered, "no faces")] {
        let (ai, ..) = scripted([json!({"name": NAME}), end]).await;
        let model = vertex_ai::veo("veo-3.1-generate-001");
        let begun = asked(&ai, model, Message::user("A dragon")).await.unwrap().operation().unwrap().clone();
        let done = ai.check_operation(&begun).await.unwrap();
        assert_eq!(done.result::<Value>().unwrap_err().message(), why);
        assert!(ai.cancel_operation(&begun).await.is_err());
    }
    let (ai, _, script) = scripted([]).await;
    let far = Message::user([Part::text("A dragon"), Part::media("image/png", "https://far.example/a.png")]);
    let error = asked(&ai, vertex_ai::veo("veo-3.1-generate-001"), far).await.unwrap_err();
    assert_eq!(error.status(), Status::InvalidArgument);
    assert!(script.requests().is_empty());
}

#[genkit::test]
async fn pictures_are_drawn_changed_and_tried_on() {
    let drawn = json!({"predictions": [
        {"bytesBase64Encoded": "AAAA", "mimeType": "image/png"}, {"gcsUri": "gs://b/2.png", "mimeType": "image/png"},
    ]});
    let (ai, _, script) = scripted([drawn.clone(), drawn]).await;
    let model = vertex_ai::imagen("imagen-3.0-capability-001").config(ImagenConfig {
        number_of_images: Some(2),
        negative_prompt: Some("dogs".to_owned()),
        other: json!({"editConfig": {"editMode": "inpainting-insert"}}).as_object().unwrap().clone(),
        ..Default::default()
    });
    let message = Message::user([
        Part::text("A hat"),
        named("data:image/png;base64,AQID", "base"),
        named("data:image/png;base64,BAUG", "mask"),
    ]);
    let answer = asked(&ai, model, message).await.unwrap();
    let media: Vec<&str> =
        answer.message().unwrap().content.iter().map(|p| p.as_media().unwrap().url.as_str()).collect();
    assert_eq!(media, ["data:image/png;base64,AAAA", "gs://b/2.png"]);
    let instance = json!({"prompt": "A hat", "image": {"bytesBase64Encoded": "AQID"},
        "mask": {"image": {"bytesBase64Encoded": "BAUG"}}});
    let parameters =
        json!({"sampleCount": 2, "negativePrompt": "dogs", "editConfig": {"editMode": "inpainting-insert"}});
    assert_eq!(script.bodies()[0], json!({"instances": [instance], "parameters": parameters}));

    let message = Message::user([
        named("data:image/png;base64,AQID", "personImage"),
        named("gs://b/hat.png", "productImage"),
    ]);
    asked(&ai, vertex_ai::imagen("virtual-try-on-001"), message).await.unwrap();
    let instance = json!({"personImage": {"image": {"bytesBase64Encoded": "AQID"}},
        "productImages": [{"image": {"gcsUri": "gs://b/hat.png"}}]});
    assert_eq!(script.bodies()[1]["instances"][0], instance);
    assert_eq!(script.requests()[1].url, format!("{MODELS}/virtual-try-on-001:predict"));
}

#[genkit::test]
async fn music_is_predicted_by_the_older_model_and_played_by_the_newer() {
    let predicted = json!({"predictions": [{"bytesBase64Encoded": "AAAA", "mimeType": "audio/wav"}]});
    let played = json!({"id": "i", "status": "completed",
        "outputs": [{"type": "text", "text": "A waltz."}, {"type": "audio", "data": "BBBB", "mime_type": "audio/mpeg"}],
        "usage": {"total_input_tokens": 3}});
    let (ai, _, script) = scripted([predicted, played, json!({"predictions": []})]).await;
    let config = LyriaConfig {
        negative_prompt: Some("drums".to_owned()),
        sample_count: Some(1),
        ..Default::default()
    };
    let older = vertex_ai::lyria("lyria-002").config(config);
    let answer = asked(&ai, older, Message::user("A waltz")).await.unwrap();
    assert_eq!(answer.media().unwrap().url, "data:audio/wav;base64,AAAA");
    let sent = json!({"instances": [{"prompt": "A waltz", "negativePrompt": "drums"}], "parameters": {"sampleCount": 1}});
    assert_eq!(script.bodies()[0], sent);

    let answer = asked(&ai, vertex_ai::lyria("lyria-3-pro-preview"), Message::user("A waltz")).await.unwrap();
    assert_eq!(
        (answer.text().as_str(), &answer.media().unwrap().url[..]),
        ("A waltz.", "data:audio/mpeg;base64,BBBB")
    );
    assert_eq!(answer.usage().input_tokens, Some(3.0));
    let place = MODELS.strip_suffix("/publishers/google/models").unwrap();
    assert_eq!(script.requests()[1].url, format!("{place}/interactions"));
    let input = json!([{"role": "user", "content": [{"type": "text", "text": "A waltz"}]}]);
    assert_eq!(script.bodies()[1]["input"], input);

    let none = asked(&ai, vertex_ai::lyria("lyria-002"), Message::user("A song of somebody's")).await;
    assert_eq!(none.unwrap_err().status(), Status::FailedPrecondition);
}

#[genkit::test]
async fn documents_are_embedded_as_many_at_once_as_the_model_takes() {
    let predicted = |count: usize| {
        let all: Vec<Value> = (0..count).map(|n| json!({"embeddings": {"values": [n]}})).collect();
        json!({"predictions": all})
    };
    let options = || EmbedConfig { task_type: Some("RETRIEVAL_QUERY".to_owned()), ..Default::default() };
    let texts = |count: usize| (0..count).map(|n| format!("text {n}"));
    // The model, how many documents, and how many go into each request.
    for (model, count, requests) in
        [("text-embedding-005", 300, &[250, 50][..]), ("gemini-embedding-001", 2, &[1, 1])]
    {
        let (ai, _, script) = scripted(requests.iter().map(|&count| predicted(count))).await;
        let by = vertex_ai::embedder(model).options(options());
        let found = ai.embed_many(by, texts(count)).concurrency(1).await.unwrap();
        assert_eq!(found.len(), count);
        let sent: Vec<usize> =
            script.bodies().iter().map(|body| body["instances"].as_array().unwrap().len()).collect();
        assert_eq!(sent, requests, "{model}");
        assert_eq!(
            script.bodies()[0]["instances"][0],
            json!({"content": "text 0", "task_type": "RETRIEVAL_QUERY"})
        );
    }
    let (ai, _, script) = scripted([json!({"embeddings": [{"values": [1]}, {"values": [2]}]})]).await;
    let by = vertex_ai::embedder("gemini-embedding-2").options(options());
    assert_eq!(ai.embed_many(by, texts(2)).await.unwrap().len(), 2);
    assert_eq!(script.requests()[0].url, format!("{MODELS}/gemini-embedding-2:batchEmbedContents"));
    let first = json!({"content": {"role": "user", "parts": [{"text": "text 0"}]},
        "embedContentConfig": {"taskType": "RETRIEVAL_QUERY"}});
    assert_eq!(script.bodies()[0]["requests"][0], first);
}

#[genkit::test]
async fn content_is_kept_in_the_project_under_the_whole_name_of_the_model() {
    let kept = "projects/p1/locations/us-central1/cachedContents/c1";
    let (ai, vertex, script) = scripted([
        json!({}),
        json!({"name": kept, "expireTime": "2030-01-01T00:00:00Z"}),
        json!({"candidates": [{"content": {"parts": [{"text": "The butler."}]}, "finishReason": "STOP"}]}),
    ])
    .await;
    let made = vertex.cache_content(&ai, "gemini-2.5-flash").message(Message::user("A book")).await.unwrap();
    assert_eq!((made.name.as_str(), made.expire_time.as_deref()), (kept, Some("2030-01-01T00:00:00Z")));
    let place = MODELS.strip_suffix("/publishers/google/models").unwrap();
    let requests = script.requests();
    assert_eq!(requests[0].url, format!("{place}/cachedContents?pageSize=100"));
    assert_eq!(requests[1].url, format!("{place}/cachedContents"));
    let model = "projects/p1/locations/us-central1/publishers/google/models/gemini-2.5-flash";
    assert_eq!(script.bodies()[1]["model"], model);
    let model = vertex_ai::gemini("gemini-2.5-flash")
        .config(GeminiConfig { cached_content: Some(made.name), ..Default::default() });
    asked(&ai, model, Message::user("Who did it?")).await.unwrap();
    assert_eq!(script.bodies()[2]["cachedContent"], kept);
}

#[genkit::test]
async fn media_of_the_web_go_into_the_request_itself() {
    let page = json!({"candidates": [{"content": {"parts": [{"text": "A cat."}]}, "finishReason": "STOP"}]});
    let (ai, _, script) = scripted([]).await;
    script.push(HttpReply::new(vec![1, 2, 3]).header("content-type", "image/jpeg"));
    script.push(HttpReply::json(&page));
    let model = || vertex_ai::gemini("gemini-2.5-flash");
    let film = Part::media("video/mp4", "https://www.youtube.com/watch?v=1");
    let seen =
        Message::user([Part::media("image/jpeg", "https://far.example/cat.jpg"), film, Part::text("What?")]);
    asked(&ai, model(), seen).await.unwrap();
    let parts = &script.bodies()[1]["contents"][0]["parts"];
    assert_eq!(parts[0]["inlineData"], json!({"mimeType": "image/jpeg", "data": "AQID"}));
    assert_eq!(parts[1]["fileData"]["fileUri"], "https://www.youtube.com/watch?v=1");

    script.push(HttpReply::new(vec![0; (20 << 20) + 1]).pieces_of(1 << 20));
    let large = Message::user(Part::media("image/jpeg", "https://far.example/large.jpg"));
    assert_eq!(asked(&ai, model(), large).await.unwrap_err().status(), Status::ResourceExhausted);
}

#[genkit::test]
async fn media_is_not_fetched_from_inside() {
    for url in
        ["http://169.254.169.254/computeMetadata/v1/", "http://localhost:9/x.png", "http://[::1]/x.png"]
    {
        let script = HttpScript::new([]);
        let vertex =
            VertexAi::access_token(Secret::new("t".to_owned())).project("p1").retries(Retries::none());
        let ai = Genkit::builder().transport(script.clone()).plugin(vertex).build().await.unwrap();
        let asked = Message::user(Part::media("image/png", url));
        let model = vertex_ai::gemini("gemini-2.5-flash");
        let error = ai.generate().model(model).messages(vec![asked]).await.unwrap_err();
        assert_eq!(error.status(), Status::PermissionDenied, "{url}: {error}");
        assert!(script.requests().is_empty(), "{url}");
    }
}
