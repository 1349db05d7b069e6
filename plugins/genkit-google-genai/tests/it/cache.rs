//! Kept content: made, found again, begun anew, refused.

use std::time::Duration;

use genkit::http::Retries;
use genkit::prelude::*;
use genkit::testing::{HttpReply, HttpScript};
use genkit_google_genai::{GeminiConfig, GoogleAi, google_ai};
use serde_json::{Value, json};

use crate::{said, scripted};

fn kept(hash: &Value) -> Value {
    json!({"name": "cachedContents/c1", "model": "models/gemini-2.5-flash", "displayName": hash})
}

#[genkit::test]
async fn content_is_made_once_and_found_again_by_what_it_holds() {
    let none = HttpReply::json(&json!({}));
    let (ai, google, script) = scripted([none, HttpReply::json(&kept(&"h".into()))]).await;
    let keep = || {
        let keep = google.cache_content(&ai, "gemini-2.5-flash").system("You know one book.");
        keep.message(Message::user("A long book")).ttl(Duration::from_secs(60))
    };
    assert_eq!(keep().await.unwrap().name, "cachedContents/c1");
    let made = script.bodies()[1].clone();
    assert_eq!((&made["model"], &made["ttl"]), (&"models/gemini-2.5-flash".into(), &"60s".into()));
    assert_eq!(made["contents"][0]["parts"][0]["text"], "A long book");

    // By another process: on a later page, under the same hash; its time begins anew.
    let google = GoogleAi::new("key").retries(Retries::none());
    let keep = || {
        let keep = google.cache_content(&ai, "gemini-2.5-flash").system("You know one book.");
        keep.message(Message::user("A long book")).ttl(Duration::from_secs(60))
    };
    script.push(HttpReply::json(&json!({"cachedContents": [kept(&"other".into())], "nextPageToken": "p2"})));
    script.push(HttpReply::json(&json!({"cachedContents": [kept(&made["displayName"])]})));
    script.push(HttpReply::json(&kept(&made["displayName"])));
    assert_eq!(keep().await.unwrap().name, "cachedContents/c1");
    let requests = script.requests();
    assert!(requests[3].url.ends_with("pageToken=p2"));
    assert_eq!((requests[4].method.as_str(), &script.bodies()[4]), ("PATCH", &json!({"ttl": "60s"})));
    assert!(requests[4].url.ends_with("/v1beta/cachedContents/c1?updateMask=ttl"));
}

#[genkit::test]
async fn content_that_ended_while_it_was_looked_for_is_made_anew() {
    for (code, status) in [(404, "NOT_FOUND"), (403, "PERMISSION_DENIED")] {
        let (ai, google, script) = scripted([]).await;
        let keep = || google.cache_content(&ai, "gemini-2.5-flash").message(Message::user("A long book"));
        script.push(HttpReply::json(&json!({})));
        script.push(HttpReply::json(&kept(&"h".into())));
        keep().await.unwrap();
        let google = GoogleAi::new("key").retries(Retries::none());
        let keep = || google.cache_content(&ai, "gemini-2.5-flash").message(Message::user("A long book"));
        let hash = script.bodies()[1]["displayName"].clone();
        script.push(HttpReply::json(&json!({"cachedContents": [kept(&hash)]})));
        let gone = json!({"error": {"code": code, "status": status, "message": "CachedContent not found"}});
        script.push(HttpReply::json(&gone).status(code));
        let mut anew = kept(&hash);
        anew["name"] = "cachedContents/c2".into();
        script.push(HttpReply::json(&anew));
        assert_eq!(keep().await.unwrap().name, "cachedContents/c2");
        assert_eq!(script.bodies()[4]["displayName"], hash);
    }
}

#[genkit::test]
async fn kept_content_is_forgotten_by_its_name() {
    let (ai, google, script) = scripted([HttpReply::json(&json!({}))]).await;
    google.drop_cached_content(&ai, "cachedContents/c1").await.unwrap();
    let request = &script.requests()[0];
    assert!(request.method.as_str() == "DELETE" && request.url.ends_with("/v1beta/cachedContents/c1"));
}

#[genkit::test]
async fn kept_content_stands_before_the_messages() {
    let (ai, _, script) = scripted([said(json!([{"text": "The butler."}]))]).await;
    let model = google_ai::gemini("gemini-2.5-flash")
        .config(GeminiConfig { cached_content: Some("cachedContents/c1".to_owned()), ..Default::default() });
    let answer = ai.generate().model(model).prompt("Who did it?").await.unwrap();
    assert_eq!(answer.usage().cached_content_tokens, Some(2.0));
    let body = &script.bodies()[0];
    assert_eq!(
        (&body["cachedContent"], &body["generationConfig"]),
        (&"cachedContents/c1".into(), &json!({}))
    );
}

#[genkit::test]
async fn a_marked_message_is_kept_with_all_before_it() {
    let (ai, _, script) = scripted([
        HttpReply::json(&json!({})),
        HttpReply::json(&kept(&"h".into())),
        said(json!([{"text": "Yes."}])),
    ])
    .await;
    let mut book = Message::user("A long book");
    book.metadata = serde_json::from_value(json!({"cache": {"ttlSeconds": 600}})).unwrap();
    let asked = ai.generate().model(google_ai::gemini("gemini-2.5-flash")).system("You read.");
    asked.messages(vec![book]).prompt("Is it long?").await.unwrap();
    let bodies = script.bodies();
    assert_eq!(bodies[1]["systemInstruction"]["parts"][0]["text"], "You read.");
    assert_eq!(bodies[1]["ttl"], "600s");
    let rest = json!([{"role": "user", "parts": [{"text": "Is it long?"}]}]);
    assert_eq!((&bodies[2]["contents"], &bodies[2]["cachedContent"]), (&rest, &"cachedContents/c1".into()));
    assert!(bodies[2].get("systemInstruction").is_none());
}

#[genkit::test]
async fn what_cannot_be_kept_says_why() {
    let (ai, google, script) = scripted([]).await;
    for model in ["imagen-4.0-generate-001", "gemini-2.5-flash-preview-tts", "gemma-4-31b-it"] {
        let error = google.cache_content(&ai, model).message(Message::user("x")).await.unwrap_err();
        assert_eq!(error.status(), Status::InvalidArgument);
        assert!(error.message().contains(model), "{error}");
    }
    assert!(script.requests().is_empty());

    script.push(HttpReply::json(&json!({})));
    let small = json!({"error": {"code": 400, "status": "INVALID_ARGUMENT",
        "message": "Cached content is too small. total_token_count=2, min_total_token_count=1024"}});
    script.push(HttpReply::json(&small).status(400));
    let error = google.cache_content(&ai, "gemini-2.5-flash").message(Message::user("x")).await.unwrap_err();
    assert_eq!(error.status(), Status::InvalidArgument);
    assert!(error.message().contains("too few tokens") && error.message().contains("1024"), "{error}");
}

#[genkit::test]
async fn content_that_ended_is_told_by_whoever_names_it() {
    let gone = json!({"error": {"code": 404, "status": "NOT_FOUND", "message": "CachedContent not found"}});
    let (ai, ..) = scripted([HttpReply::json(&gone).status(404)]).await;
    let model = google_ai::gemini("gemini-2.5-flash")
        .config(GeminiConfig { cached_content: Some("cachedContents/c1".to_owned()), ..Default::default() });
    let error = ai.generate().model(model).prompt("Who did it?").await.unwrap_err();
    assert_eq!(error.status(), Status::NotFound);
}

#[genkit::test]
async fn what_this_process_had_kept_is_not_looked_for() {
    let clock = genkit::testing::TestClock::starting_at(std::time::UNIX_EPOCH + Duration::from_secs(1_000));
    clock.hold();
    let script = HttpScript::new([]);
    let google = GoogleAi::new("key").retries(Retries::none());
    let app =
        Genkit::builder().env(genkit::Env::system().with_clock(clock.clone())).transport(script.clone());
    let ai = app.plugin(google.clone()).build().await.unwrap();
    let keep = |text: &'static str| {
        google
            .cache_content(&ai, "gemini-2.5-flash")
            .message(Message::user(text))
            .ttl(Duration::from_secs(60))
    };
    let sent = || -> Vec<String> {
        let requests = script.requests();
        let told =
            |r: &genkit::http::HttpRequest| format!("{} {}", r.method, r.url.rsplit('/').next().unwrap());
        requests.iter().map(told).collect()
    };
    let (none, made) = (HttpReply::json(&json!({})), HttpReply::json(&kept(&"h".into())));
    let refused = HttpReply::json(&json!({"error": {"code": 404, "status": "NOT_FOUND", "message": "gone"}}));

    script.push(none.clone());
    script.push(made.clone());
    keep("A long book").await.unwrap();
    assert_eq!(sent(), ["GET cachedContents?pageSize=100", "POST cachedContents"]);

    // Once more within its time: one request, which begins that anew. Fifty seconds twice are more than a minute.
    for at in 2..4 {
        clock.advance(Duration::from_secs(50)).await;
        script.push(made.clone());
        assert_eq!(keep("A long book").await.unwrap().name, "cachedContents/c1");
        assert_eq!((sent().len(), sent()[at].as_str()), (at + 1, "PATCH c1?updateMask=ttl"));
    }

    // Other content is looked for; so is what ended.
    script.push(none.clone());
    script.push(made.clone());
    keep("Another book").await.unwrap();
    assert_eq!(sent()[4..], ["GET cachedContents?pageSize=100", "POST cachedContents"]);
    clock.advance(Duration::from_secs(61)).await;
    script.push(none.clone());
    script.push(made.clone());
    keep("A long book").await.unwrap();
    assert_eq!(sent()[6..], ["GET cachedContents?pageSize=100", "POST cachedContents"]);

    // Forgotten by somebody else: it is looked for and made anew.
    script.push(refused.status(404));
    script.push(none.clone());
    script.push(made.clone());
    keep("A long book").await.unwrap();
    assert_eq!(
        sent()[8..],
        ["PATCH c1?updateMask=ttl", "GET cachedContents?pageSize=100", "POST cachedContents"]
    );

    // Forgotten by us: it is not even asked for by its name.
    script.push(none.clone());
    google.drop_cached_content(&ai, "cachedContents/c1").await.unwrap();
    script.push(none);
    script.push(made);
    keep("A long book").await.unwrap();
    assert_eq!(sent()[12..], ["GET cachedContents?pageSize=100", "POST cachedContents"]);
}
