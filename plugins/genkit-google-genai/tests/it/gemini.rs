//! Text, tools, thoughts, and what keeps them from coming.

use std::time::Duration;

use genkit::prelude::*;
use genkit::testing::{HttpReply, HttpScript, TestGenkit};
use genkit::{FinishReason, Genkit};
use genkit_google_genai::{
    GeminiConfig, GeminiImageConfig, GoogleAi, ImageConfig, SpeechConfig, ThinkingConfig, TtsConfig,
    google_ai,
};
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
async fn a_refusal_tells_when_to_come_again_by_either_way() {
    let told = |delay: &str| {
        let info = json!({"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": delay});
        let error =
            json!({"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "slow down", "details": [info]});
        HttpReply::json(&json!({"error": error})).status(429)
    };
    let seconds = Duration::from_secs_f64;
    for (reply, after) in [
        (told("3.5s"), Some(seconds(3.5))),
        (told("37s").header("retry-after", "2"), Some(seconds(2.0))),
        (told("soon"), None),
    ] {
        let (ai, ..) = scripted([reply]).await;
        let error =
            ai.generate().model(google_ai::gemini("gemini-2.5-flash")).prompt("hi").await.unwrap_err();
        assert_eq!((error.status(), error.retry_after()), (Status::ResourceExhausted, after));
        assert!(error.message().contains("slow down"), "{error}");
    }
}

#[genkit::test]
async fn a_refusal_is_waited_for_as_long_as_it_says() {
    let info = json!({"@type": "type.googleapis.com/google.rpc.RetryInfo", "retryDelay": "7s"});
    let error =
        json!({"code": 429, "status": "RESOURCE_EXHAUSTED", "message": "slow down", "details": [info]});
    let script = HttpScript::new([
        HttpReply::json(&json!({"error": error})).status(429),
        said(json!([{"text": "ok"}])),
    ]);
    let transport = script.clone();
    let add = |app: genkit::GenkitBuilder| app.transport(transport).plugin(GoogleAi::new("key"));
    let ai = TestGenkit::builder().app(add).build().unwrap();
    let before = ai.env().elapsed();
    let answer = ai.generate().model(google_ai::gemini("gemini-2.5-flash")).prompt("hi").await.unwrap();
    assert_eq!((answer.text().as_str(), script.requests().len()), ("ok", 2));
    assert!(ai.env().elapsed() - before >= Duration::from_secs(7));
}

#[genkit::test]
async fn a_call_brings_its_own_address_version_key_and_headers() {
    let (ai, _, script) = scripted([said(json!([{"text": "ok"}]))]).await;
    let config = json!({"apiKey": "own", "baseUrl": "https://proxy.example/", "apiVersion": "v1", "version": "gemini-x",
        "customHeaders": {"x-team": "menu", "x-goog-api-key": "not this"}, "timeout": 5000, "temperature": null});
    let asked = ai.generate().model(google_ai::model("gemini-2.5-flash")).prompt("hi").config(config);
    asked.await.unwrap();
    let request = &script.requests()[0];
    assert_eq!(request.url, "https://proxy.example/v1/models/gemini-x:generateContent");
    assert_eq!(
        (&request.headers["x-goog-api-key"], &request.headers["x-team"]),
        (&"own".parse().unwrap(), &"menu".parse().unwrap())
    );
    assert_eq!(script.bodies()[0]["generationConfig"], json!({}));
}

#[genkit::test]
async fn a_plugin_without_a_key_lets_each_run_bring_one() {
    let script = HttpScript::new([said(json!([{"text": "ok"}]))]);
    let google =
        GoogleAi::new(genkit::http::ApiKey::PerRun).base_url("https://g.example").api_version("v1alpha");
    let google = google.header("x-team", "menu").legacy_response_schema();
    let ai = Genkit::builder().transport(script.clone()).plugin(google).build().await.unwrap();
    let asked = || ai.generate().model(google_ai::gemini("gemini-2.5-flash")).prompt("hi");
    assert_eq!(asked().await.unwrap_err().status(), Status::FailedPrecondition);
    assert!(script.requests().is_empty());
    asked().context(Context::new().with("secrets", json!({"apiKey": "k"}))).await.unwrap();
    let request = &script.requests()[0];
    assert_eq!(request.url, "https://g.example/v1alpha/models/gemini-2.5-flash:generateContent");
    assert_eq!(
        (&request.headers["x-goog-api-key"], &request.headers["x-team"]),
        (&"k".parse().unwrap(), &"menu".parse().unwrap())
    );
}

#[genkit::test]
async fn pictures_come_among_the_text_piece_by_piece() {
    let stream = concat!(
        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"text\":\"A cat: \"}]}}]}\n\n",
        "data: {\"candidates\":[{\"content\":{\"parts\":[{\"inlineData\":{\"mimeType\":\"image/png\",\"data\":\"AAAA\"}}]},",
        "\"finishReason\":\"STOP\"}]}\n\n",
    );
    let (ai, _, script) = scripted([HttpReply::sse(stream)]).await;
    let picture = ImageConfig { aspect_ratio: Some("16:9".to_owned()), ..Default::default() };
    let model = google_ai::image("gemini-2.5-flash-image").config(GeminiImageConfig {
        image_config: Some(picture),
        gemini: GeminiConfig { temperature: Some(0.0), ..Default::default() },
    });
    let mut run = ai.generate().model(model).prompt("A cat").stream();
    let first = run.next().await.unwrap().unwrap();
    assert_eq!(first.to_text(), "A cat: ");
    let answer = run.response().await.unwrap();
    assert_eq!(
        (answer.text().as_str(), &answer.media().unwrap().url[..]),
        ("A cat: ", "data:image/png;base64,AAAA")
    );
    let sent = json!({"imageConfig": {"aspectRatio": "16:9"}, "temperature": 0.0, "responseModalities": ["TEXT", "IMAGE"]});
    assert_eq!(script.bodies()[0]["generationConfig"], sent);
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
