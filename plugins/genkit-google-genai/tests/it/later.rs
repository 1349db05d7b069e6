//! What takes a while: videos and studies.

use genkit::prelude::*;
use genkit::testing::HttpReply;
use genkit::{Media, ModelRef};
use genkit_google_genai::{VeoConfig, google_ai};
use serde_json::{Value, json};

use crate::scripted;

const NAME: &str = "models/veo-3.1-generate-preview/operations/o1";

async fn started(model: impl Into<ModelRef>, replies: Vec<Value>) -> (Genkit, Operation, Vec<Value>) {
    let (ai, _, script) = scripted(replies.iter().map(HttpReply::json)).await;
    let answer = ai.generate().model(model.into()).prompt("A dragon").await.unwrap();
    (ai, answer.operation().unwrap().clone(), script.bodies())
}

#[genkit::test]
async fn a_video_is_begun_asked_for_and_done() {
    let done = json!({"name": NAME, "done": true, "response": {"generateVideoResponse":
        {"generatedSamples": [{"video": {"uri": "https://files.example/v1"}}]}}});
    let model = google_ai::veo("veo-3.1-generate-preview")
        .config(VeoConfig { duration_seconds: Some(8), ..Default::default() });
    let (ai, operation, sent) =
        started(model, vec![json!({"name": NAME}), json!({"name": NAME}), done]).await;
    assert_eq!((operation.id.as_str(), operation.done), (NAME, false));
    assert_eq!(sent[0], json!({"instances": [{"prompt": "A dragon"}], "parameters": {"durationSeconds": 8}}));
    let operation = ai.check_operation(&operation).await.unwrap();
    assert!(!operation.done);
    let operation = ai.check_operation(&operation).await.unwrap();
    let video: ModelResponse = operation.result().unwrap().unwrap();
    let media = Media { content_type: None, url: "https://files.example/v1".to_owned() };
    assert_eq!(video.message.unwrap().media(), Some(&media));
}

#[genkit::test]
async fn a_video_that_fails_or_is_filtered_says_why() {
    let failed = json!({"name": NAME, "done": true, "error": {"code": 3, "message": "too long"}});
    let filtered = json!({"name": NAME, "done": true, "response": {"generateVideoResponse":
        {"raiMediaFilteredCount": 1, "raiMediaFilteredReasons": ["no faces"]}}});
    for (end, why) in [(failed, "too long"), (filtered, "no faces")] {
        let model = google_ai::veo("veo-3.1-generate-preview");
        let (ai, operation, _) = started(model, vec![json!({"name": NAME}), end]).await;
        let operation = ai.check_operation(&operation).await.unwrap();
        assert_eq!(operation.result::<Value>().unwrap_err().message(), why);
    }
}

#[genkit::test]
async fn a_video_cannot_be_cancelled_and_that_is_said() {
    let model = google_ai::veo("veo-3.1-generate-preview");
    let (ai, operation, _) = started(model, vec![json!({"name": NAME})]).await;
    let error = ai.cancel_operation(&operation).await.unwrap_err();
    assert!(error.message().contains("does not support cancellation"), "{error}");
}

#[genkit::test]
async fn an_operation_of_another_process_is_found_by_its_name() {
    let (ai, _, script) = scripted([HttpReply::json(&json!({"name": NAME}))]).await;
    let mut operation = Operation::new(NAME);
    operation.action = Some("/background-model/googleai/veo-3.1-generate-preview".to_owned());
    assert!(!ai.check_operation(&operation).await.unwrap().done);
    assert!(script.requests()[0].url.ends_with(&format!("/v1beta/{NAME}")));
}

#[genkit::test]
async fn a_study_is_begun_and_stopped() {
    let running = json!({"id": "int1", "status": "in_progress"});
    let model = google_ai::deep_research("deep-research-preview-04-2026");
    let (ai, operation, sent) = started(model, vec![running, json!({"status": "cancelled"})]).await;
    assert_eq!(
        (&sent[0]["background"], &sent[0]["agent"]),
        (&true.into(), &"deep-research-preview-04-2026".into())
    );
    let operation = ai.cancel_operation(&operation).await.unwrap();
    assert!(operation.done);
    assert_eq!(operation.output.unwrap()["finishReason"], "aborted");
}
