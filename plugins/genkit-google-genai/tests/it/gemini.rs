//! Text, tools, thoughts, and what keeps them from coming.

use genkit::prelude::*;
use genkit::testing::HttpReply;
use genkit::{FinishReason, Genkit};
use genkit_google_genai::{GeminiConfig, GoogleAi, SpeechConfig, ThinkingConfig, TtsConfig, google_ai};
use serde_json::json;

use crate::{said, scripted};

/// The weather in a city.
#[tool]
async fn get_weather(
    /// City name
    city: String,
) -> Result<String> {
    Ok(format!("rain in {city}"))
}

#[genkit::test]
async fn thoughts_come_and_their_signatures_go_back() {
    let call = json!([
        {"thought": true, "text": "I should look."},
        {"functionCall": {"name": "get_weather", "args": {"city": "Oslo"}, "id": "c1"}, "thoughtSignature": "c2ln"},
    ]);
    let (ai, _, script) = scripted([said(call), said(json!([{"text": "It rains."}]))]).await;
    let config = GeminiConfig {
        thinking_config: Some(ThinkingConfig { include_thoughts: Some(true), ..Default::default() }),
        ..Default::default()
    };
    let asked = ai.generate().model(google_ai::gemini("gemini-2.5-flash").config(config));
    let answer = asked.prompt("Weather?").tools(tools![get_weather]).await.unwrap();
    assert_eq!(answer.text(), "It rains.");
    let bodies = script.bodies();
    assert_eq!(bodies[0]["generationConfig"], json!({"thinkingConfig": {"includeThoughts": true}}));
    let back = &bodies[1]["contents"];
    assert_eq!(back[1]["parts"][1]["thoughtSignature"], "c2ln");
    let answered = json!({"name": "get_weather", "id": "c1",
        "response": {"name": "get_weather", "content": "rain in Oslo"}});
    assert_eq!(back[2]["parts"][0]["functionResponse"], answered);
}

#[genkit::test]
async fn a_schema_and_tools_do_not_meet_in_models_that_refuse_both() {
    #[derive(Serialize, Deserialize, JsonSchema)]
    struct Dish {
        name: String,
    }
    for (model, form) in
        [("gemini-2.5-flash", json!({})), ("gemini-3-flash-preview", "application/json".into())]
    {
        let (ai, _, script) = scripted([said(json!([{"text": "{\"name\": \"soup\"}"}]))]).await;
        let asked = ai.generate().model(google_ai::gemini(model)).prompt("A dish").tools(tools![get_weather]);
        let dish = asked.output::<Dish>().await.unwrap().into_output().unwrap();
        assert_eq!(dish.name, "soup");
        let config = &script.bodies()[0]["generationConfig"];
        if form.is_string() {
            assert_eq!(config["responseMimeType"], form);
            assert_eq!(config["responseJsonSchema"]["type"], "object");
        } else {
            assert_eq!(config, &form);
        }
    }
}

#[genkit::test]
async fn a_missing_key_names_its_variables_when_a_model_is_asked() {
    let variables = &["GENKIT_TEST_NO_KEY", "GENKIT_TEST_NO_OTHER_KEY"];
    let google = GoogleAi::new(genkit::http::ApiKey::from_env(variables));
    let ai = Genkit::builder().plugin(google).build().await.unwrap();
    let error = ai.generate().model(google_ai::gemini("gemini-2.5-flash")).prompt("hi").await.unwrap_err();
    assert_eq!(error.status(), Status::FailedPrecondition);
    for variable in variables {
        assert!(error.message().contains(variable), "{error}");
    }
}

#[genkit::test]
async fn a_key_in_the_context_is_a_runs_own() {
    let (ai, _, script) = scripted([said(json!([{"text": "ok"}]))]).await;
    let context = Context::new().with("secrets", json!({"apiKey": "of-this-run"}));
    let asked = ai.generate().model(google_ai::model("gemini-2.5-flash")).prompt("hi").context(context);
    asked.await.unwrap();
    assert_eq!(script.requests()[0].headers["x-goog-api-key"], "of-this-run");
}

#[genkit::test]
async fn a_blocked_prompt_says_why() {
    let blocked =
        json!({"promptFeedback": {"blockReason": "SAFETY"}, "usageMetadata": {"promptTokenCount": 7}});
    let (ai, ..) = scripted([HttpReply::json(&blocked)]).await;
    let request = json!({"messages": [{"role": "user", "content": [{"text": "hi"}]}]});
    let answer = ai.run_json("/model/googleai/gemini-2.5-flash", request).await.unwrap();
    let answer: ModelResponse = serde_json::from_value(answer).unwrap();
    assert_eq!(answer.finish_reason, Some(FinishReason::Blocked));
    assert!(answer.finish_message.unwrap().contains("SAFETY"));
    assert_eq!(answer.usage.unwrap().input_tokens, Some(7.0));
}

#[genkit::test]
async fn a_config_of_the_wrong_type_is_refused_and_unknown_members_are_passed_on() {
    let (ai, _, script) = scripted([said(json!([{"text": "ok"}]))]).await;
    let asked =
        |config| ai.generate().model(google_ai::model("gemini-2.5-flash")).prompt("hi").config(config);
    let error = asked(json!({"temperature": "hot"})).await.unwrap_err();
    assert_eq!(error.status(), Status::InvalidArgument);
    asked(json!({"novelty": {"a": 1}, "responseLogprobs": true})).await.unwrap();
    let sent = json!({"novelty": {"a": 1}, "responseLogprobs": true});
    assert_eq!(script.bodies()[0]["generationConfig"], sent);
}

#[genkit::test]
async fn voices_are_named_and_sound_comes_as_media() {
    let sound = json!([{"inlineData": {"mimeType": "audio/L16;codec=pcm;rate=24000", "data": "AAAA"}}]);
    let (ai, _, script) = scripted([said(sound)]).await;
    let speech = SpeechConfig::speakers([("Ada", "Kore"), ("Bob", "Puck")]);
    let model = google_ai::tts("gemini-2.5-flash-preview-tts")
        .config(TtsConfig { speech_config: Some(speech), ..Default::default() });
    let answer = ai.generate().model(model).prompt("Ada: Hello. Bob: Good day.").await.unwrap();
    assert!(answer.media().unwrap().url.starts_with("data:audio/L16"));
    let config = &script.bodies()[0]["generationConfig"];
    assert_eq!(config["responseModalities"], json!(["AUDIO"]));
    let speakers = &config["speechConfig"]["multiSpeakerVoiceConfig"]["speakerVoiceConfigs"];
    assert_eq!(speakers[1]["voiceConfig"]["prebuiltVoiceConfig"]["voiceName"], "Puck");
}

#[genkit::test]
async fn the_limit_of_tokens_cuts_off_no_call_in_silence() {
    let stream = "data: {\"candidates\":[{\"content\":{\"parts\":[{\"functionCall\":{\"name\":\"get_weather\",\
                  \"willContinue\":true}}]}}]}\n\n\
                  data: {\"candidates\":[{\"content\":{\"parts\":[]},\"finishReason\":\"MAX_TOKENS\"}]}\n\n";
    let (ai, ..) = scripted([HttpReply::sse(stream)]).await;
    let asked = ai.generate().model(google_ai::gemini("gemini-2.5-flash")).prompt("Weather?");
    let mut run = asked.tools(tools![get_weather]).stream();
    while let Some(Ok(_)) = run.next().await {}
    let error = run.response().await.unwrap_err();
    assert_eq!(error.details().unwrap()["reason"], "truncated");
}

#[genkit::test]
async fn metadata_tells_what_a_model_takes() {
    let (ai, ..) = scripted([]).await;
    for (key, member) in [
        ("/model/googleai/gemini-2.5-flash", "thinkingConfig"),
        ("/model/googleai/gemini-2.5-flash-preview-tts", "speechConfig"),
        ("/model/googleai/gemini-2.5-flash-image", "imageConfig"),
        ("/model/googleai/imagen-4.0-generate-001", "numberOfImages"),
        ("/model/googleai/lyria-3-pro-preview", "responseModalities"),
        ("/background-model/googleai/veo-3.1-generate-preview", "durationSeconds"),
    ] {
        let told = ai.action(key).await.unwrap().describe();
        let config = &told["metadata"]["model"]["customOptions"]["properties"];
        assert!(config.get(member).is_some(), "{key}: {told}");
    }
}
