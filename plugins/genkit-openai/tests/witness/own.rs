//! What is this plugin's own.

use genkit::http::Retries;
use genkit::testing::{Cassette, HttpReply, HttpScript};
use genkit::{Document, Genkit, Message, Part, Result, Tool};
use genkit_openai::{ChatConfig, EmbedConfig, OpenAi, ResponsesConfig, compatible, openai};
use libtest_mimic::{Failed, Trial};
use provider_tests::violations;
use serde_json::{Value, json};

pub(super) fn trials() -> Vec<Trial> {
    let mut trials = vec![
        trial("own::without a key the error names the variable", no_key),
        trial("own::a compatible server needs no key", compatible_server),
        trial("own::typed configurations reach the wire", typed),
        trial("own::vectors come in the order of the documents", vectors),
        trial("own::base 64 vectors are read", base64_vectors),
        trial("own::what was optional may be null in strict form", nulls),
        trial("own::calls of tools are held to their schema, and what was left out stays out", strict_tools),
        trial("own::a tool, a request or a server decides how calls are held", strictness),
        trial("own::a server may end its streams without a word, if it is known to", without_done),
        trial("own::a refusal is a blocked answer", refusal),
        trial("own::a call that the limit cut off is an error with the answer so far", cut_call),
        trial("own::the Responses API in a conversation", responses),
        trial("own::what is no answer is no success, whatever its status", no_answers),
        trial("own::a value of another type is named with its member", wrong_config),
        trial("own::models are listed", listed),
        trial("own::a recording replays without a network, and holds no key", recording),
    ];
    trials.extend(super::real::trials());
    trials
}

pub(super) fn trial<F>(name: &str, test: fn() -> F) -> Trial
where
    F: Future<Output = Result<()>> + Send + 'static,
{
    Trial::test(name, move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
        runtime.block_on(test()).map_err(|error| Failed::from(format!("{error:?}")))
    })
}

async fn app(plugin: OpenAi, replies: impl IntoIterator<Item = Value>) -> Result<(Genkit, HttpScript)> {
    let script = HttpScript::new(replies.into_iter().map(|reply| HttpReply::json(&reply)));
    let ai =
        Genkit::builder().transport(script.clone()).plugin(plugin.retries(Retries::none())).build().await?;
    Ok((ai, script))
}

fn said(message: Value) -> Value {
    json!({"choices": [{"index": 0, "message": message, "finish_reason": "stop"}]})
}

async fn no_key() -> Result<()> {
    let (ai, script) = app(OpenAi::deepseek(), []).await?;
    let error = ai.generate().model("deepseek/deepseek-chat").prompt("hi").await.unwrap_err();
    assert_eq!(error.status().name(), "FAILED_PRECONDITION");
    assert!(error.message().contains("DEEPSEEK_API_KEY"), "{error}");
    assert!(script.requests().is_empty());
    Ok(())
}

async fn no_answers() -> Result<()> {
    let page = || HttpReply::new("<html>Log in</html>").header("content-type", "text/html");
    let json = |body: Value| HttpReply::json(&body);
    let odd = || {
        [page(), json(json!({})), json(json!([])), json(json!(null)), json(json!({"error": "who are you?"}))]
    };
    for model in ["gpt-4o", "responses/gpt-5", "tts-1", "gpt-image-1"] {
        let script = HttpScript::new(odd());
        let plugin = OpenAi::new("k").retries(Retries::none());
        let ai = Genkit::builder().transport(script).plugin(plugin).build().await?;
        for _ in odd() {
            let error = ai.generate().model(format!("openai/{model}")).prompt("hi").await.unwrap_err();
            assert_eq!(error.status().name(), "INTERNAL", "{model}: {error}");
            assert!(error.to_string().starts_with("openai: "), "{model}: {error}");
        }
    }
    Ok(())
}

async fn wrong_config() -> Result<()> {
    let (ai, script) = app(OpenAi::new("k"), []).await?;
    let hot = ai.generate().model("openai/gpt-4o").config(json!({"temperature": "hot"})).prompt("hi").await;
    let told =
        "the model's config is not what it takes: `temperature`: invalid type: string \"hot\", expected f64";
    assert_eq!(hot.unwrap_err().message(), told);
    assert!(script.requests().is_empty());
    Ok(())
}

async fn compatible_server() -> Result<()> {
    let plugin = OpenAi::compatible("local", "http://127.0.0.1:8080/v1/");
    let (ai, script) = app(plugin, [said(json!({"content": "hello"}))]).await?;
    let answer = ai.generate().model(compatible::chat("local", "tiny")).prompt("hi").await?;
    assert_eq!(answer.text(), "hello");
    let request = &script.requests()[0];
    assert_eq!(request.url, "http://127.0.0.1:8080/v1/chat/completions");
    assert!(!request.headers.contains_key("authorization"));
    Ok(())
}

async fn typed() -> Result<()> {
    let (ai, script) = app(OpenAi::new("k"), [said(json!({"content": "hello"}))]).await?;
    let config = ChatConfig {
        temperature: Some(0.0),
        max_output_tokens: Some(9),
        log_probs: Some(false),
        other: [("novelty".to_owned(), json!(1))].into_iter().collect(),
        ..ChatConfig::default()
    };
    ai.generate().model(openai::chat("gpt-4o").config(config)).prompt("hi").await?;
    let body = &script.bodies()[0];
    let expected = json!({"temperature": 0.0, "max_completion_tokens": 9, "logprobs": false, "novelty": 1});
    for (name, value) in expected.as_object().unwrap() {
        assert_eq!(&body[name], value, "{name}");
    }
    assert_eq!(body.get("fooBar"), None);
    Ok(())
}

async fn vectors() -> Result<()> {
    let reply = json!({"data": [{"index": 1, "embedding": [2.0]}, {"index": 0, "embedding": [1.0]}]});
    let (ai, script) =
        app(OpenAi::new("k"), [reply, json!({"data": [{"index": 0, "embedding": [1.0]}]})]).await?;
    let options = EmbedConfig { dimensions: Some(1), ..EmbedConfig::default() };
    let embedder = openai::embedder("text-embedding-3-small").options(options);
    let found = ai.embed_many(embedder.clone(), [Document::text("a"), Document::text("b")]).await?;
    let numbers: Vec<f32> = found.iter().map(|e| e[0].embedding[0]).collect();
    assert_eq!(numbers, [1.0, 2.0]);
    let sent = json!({"model": "text-embedding-3-small", "input": ["a", "b"], "dimensions": 1});
    assert_eq!(script.bodies(), std::slice::from_ref(&sent));
    assert_eq!(violations(&json!({"url": "/v1/embeddings", "body": sent})), Vec::<String>::new());
    // Fewer vectors than documents are an error, not a shift.
    let error = ai.embed_many(embedder, [Document::text("a"), Document::text("b")]).await.unwrap_err();
    assert!(error.to_string().contains("1 vectors for 2 documents"), "{error}");
    Ok(())
}

async fn recording() -> Result<()> {
    let folder = std::env::temp_dir().join(format!("genkit-openai-{}", genkit::Env::system().id()));
    let tape = folder.join("tape.json");
    let ask = async |cassette: Cassette, key: &str, prompt: &str| {
        let ai =
            Genkit::builder().transport(cassette).plugin(OpenAi::new(key).header("x-gateway-token", key));
        let ai = ai.build().await?;
        Ok::<_, genkit::Error>(ai.generate().model("openai/gpt-4o").prompt(prompt).await?.text())
    };
    let server = HttpScript::new([HttpReply::json(&said(json!({"content": "your key is sk-very-secret"})))]);
    ask(Cassette::record(&tape, server), "sk-very-secret", "hi").await?;
    let told = std::fs::read_to_string(&tape)?;
    assert!(told.contains("gpt-4o") && !told.contains("sk-very"), "{told}");
    // Whoever replays it has another key, or none that is right.
    assert_eq!(ask(Cassette::replay(&tape)?, "sk-other", "hi").await?, "your key is <redacted>");
    let error = ask(Cassette::replay(&tape)?, "sk-other", "hello").await.unwrap_err().to_string();
    assert!(error.contains("/messages/0/content: recorded \"hi\", asked \"hello\""), "{error}");
    std::fs::remove_dir_all(folder)?;
    Ok(())
}

async fn base64_vectors() -> Result<()> {
    // 1.0 and -2.0, little-endian.
    let (ai, _) =
        app(OpenAi::new("k"), [json!({"data": [{"index": 0, "embedding": "AACAPwAAAMA="}]})]).await?;
    let found = ai.embed_many(openai::embedder("text-embedding-3-small"), [Document::text("a")]).await?;
    assert_eq!(found[0][0].embedding, [1.0, -2.0]);
    Ok(())
}

async fn nulls() -> Result<()> {
    let (ai, script) =
        app(OpenAi::new("k"), [said(json!({"content": "{\"name\":\"soup\",\"note\":null}"}))]).await?;
    let schema = json!({"type": "object", "properties": {"name": {"type": "string"}, "note": {"type": "string"}}, "required": ["name"]});
    let answer = ai.generate().model(openai::chat("gpt-4o")).prompt("dish").output_schema(schema).await?;
    assert_eq!(answer.output_json(), Some(&json!({"name": "soup"})));
    assert_eq!(script.bodies()[0]["response_format"]["json_schema"]["strict"], true);
    Ok(())
}

fn weather_schema(more: &Value) -> Value {
    let mut schema = json!({
        "type": "object",
        "properties": {"city": {"type": "string"}, "days": {"type": "integer"}},
        "required": ["city"],
    });
    schema["properties"].as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    schema
}

async fn strict_tools() -> Result<()> {
    let call = json!({"id": "c", "type": "function", "function": {"name": "weather", "arguments": "{\"city\":\"Oslo\",\"days\":null}"}});
    let asks = json!({"choices": [{"index": 0, "finish_reason": "tool_calls", "message": {"content": null, "tool_calls": [call]}}]});
    let item = json!({"type": "function_call", "call_id": "c", "name": "weather", "arguments": "{\"city\":\"Oslo\",\"days\":null}"});
    let item = json!({"id": "r", "status": "completed", "output": [item]});
    let text = json!({"type": "message", "content": [{"type": "output_text", "text": "rain"}]});
    let done = json!({"id": "r", "status": "completed", "output": [text]});
    let replies = [asks, said(json!({"content": "rain"})), item, done];
    let (ai, script) = app(OpenAi::new("k"), replies).await?;
    for model in [openai::model("gpt-4o"), openai::model("responses/gpt-5")] {
        let weather = Tool::builder("weather")
            .description("Tells the weather")
            .input_schema(weather_schema(&json!({})))
            .handler(|input: Value, _ctx| async move { Ok(input.to_string()) });
        ai.generate().model(model).prompt("Weather?").tools([weather]).await?;
    }
    let bodies = script.bodies();
    for (function, answer) in [
        (&bodies[0]["tools"][0]["function"], &bodies[1]["messages"][2]["content"]),
        (&bodies[2]["tools"][0], &bodies[3]["input"][2]["output"]),
    ] {
        assert_eq!(function["strict"], true);
        assert_eq!(function["parameters"]["required"], json!(["city", "days"]));
        assert_eq!(function["parameters"]["additionalProperties"], false);
        assert_eq!(answer, "{\"city\":\"Oslo\"}");
    }
    for (path, body) in [("chat/completions", &bodies[1]), ("responses", &bodies[3])] {
        let request = json!({"url": format!("/v1/{path}"), "body": body});
        assert_eq!(violations(&request), Vec::<String>::new(), "{body}");
    }
    Ok(())
}

async fn strictness() -> Result<()> {
    let bounded = json!({"days": {"type": "integer", "minimum": 1}});
    let open = json!({"more": {"type": "object", "additionalProperties": {"type": "string"}}});
    let (yes, no) = (Some(true), Some(false));
    for (plugin, own, wish, schema, strict) in [
        ("openai", None, None, json!({}), yes),
        ("openai", None, no, json!({}), None),
        ("openai", no, None, json!({}), None),
        ("openai", yes, no, json!({}), yes),
        // Nothing is lost without being asked for; what is open cannot be said at all.
        ("openai", None, None, bounded.clone(), None),
        ("openai", None, yes, bounded, yes),
        ("openai", None, yes, open, None),
        ("local", None, None, json!({}), None),
        ("local", None, yes, json!({}), yes),
    ] {
        let provider = match plugin {
            "openai" => OpenAi::new("k"),
            name => OpenAi::compatible(name, "http://127.0.0.1:9/v1"),
        };
        let (ai, script) = app(provider, [said(json!({"content": "rain"}))]).await?;
        let mut tool = json!({"name": "weather", "description": "", "inputSchema": weather_schema(&schema)});
        if let Some(own) = own {
            tool["metadata"] = json!({"strict": own});
        }
        let mut input = json!({"messages": [{"role": "user", "content": [{"text": "hi"}]}], "tools": [tool]});
        if let Some(wish) = wish {
            input["config"] = json!({"strictTools": wish});
        }
        ai.run_json(&format!("/model/{plugin}/m"), input).await?;
        let body = &script.bodies()[0];
        let sent = body["tools"][0]["function"]["strict"].as_bool();
        assert_eq!((sent, body.get("strictTools")), (strict, None), "{plugin} {own:?} {wish:?} {schema}");
    }
    Ok(())
}

async fn without_done() -> Result<()> {
    let piece = |delta: Value, finish: Value| {
        format!("data: {}\n\n", json!({"choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}))
    };
    let begun = piece(json!({"content": "hel"}), Value::Null);
    let ended = begun.clone() + &piece(json!({"content": "lo"}), json!("stop"));
    for (plugin, stream, whole) in [
        (OpenAi::compatible("local", "http://127.0.0.1:9/v1"), &ended, false),
        (OpenAi::compatible("local", "http://127.0.0.1:9/v1").without_done(), &begun, false),
        (OpenAi::compatible("local", "http://127.0.0.1:9/v1").without_done(), &ended, true),
    ] {
        let script = HttpScript::new([HttpReply::sse(stream.clone())]);
        let ai = Genkit::builder().transport(script).plugin(plugin.retries(Retries::none())).build().await?;
        let mut answer = ai.generate().model(compatible::chat("local", "tiny")).prompt("hi").stream();
        while answer.next().await.is_some() {}
        match answer.response().await {
            Ok(answer) => assert_eq!((answer.text().as_str(), whole), ("hello", true)),
            Err(error) => {
                assert!(!whole && error.partial().unwrap().message.unwrap().text().starts_with("hel"))
            }
        }
    }
    Ok(())
}

async fn refusal() -> Result<()> {
    let (ai, _) =
        app(OpenAi::new("k"), [said(json!({"content": null, "refusal": "I would rather not"}))]).await?;
    let input = json!({"messages": [{"role": "user", "content": [{"text": "hi"}]}]});
    let answer = ai.run_json("/model/openai/gpt-4o", input).await?;
    assert_eq!(
        (&answer["finishReason"], &answer["finishMessage"]),
        (&json!("blocked"), &json!("I would rather not"))
    );
    Ok(())
}

async fn cut_call() -> Result<()> {
    let call =
        json!({"id": "c", "type": "function", "function": {"name": "f", "arguments": "{\"city\": \"Os"}});
    let reply = json!({
        "choices": [{"index": 0, "finish_reason": "length", "message": {"content": "wait", "tool_calls": [call]}}],
        "usage": {"prompt_tokens": 1, "completion_tokens": 2},
    });
    let (ai, _) = app(OpenAi::new("k"), [reply]).await?;
    let input = json!({"messages": [{"role": "user", "content": [{"text": "hi"}]}]});
    let error = ai.run_json("/model/openai/gpt-4o", input).await.unwrap_err();
    let partial = error.partial().unwrap();
    assert_eq!(partial.message.unwrap().text(), "wait");
    assert_eq!(partial.usage.unwrap().output_tokens, Some(2.0));
    Ok(())
}

async fn responses() -> Result<()> {
    let thought = json!({"type": "reasoning", "id": "rs_1", "summary": [{"type": "summary_text", "text": "hm"}], "encrypted_content": "sealed"});
    let call = json!({"type": "function_call", "id": "fc_1", "call_id": "c1", "name": "weather", "arguments": "{\"city\":\"Oslo\"}", "status": "completed"});
    let text = json!({"type": "message", "id": "m", "role": "assistant", "status": "completed", "content": [{"type": "output_text", "text": "rain", "annotations": []}]});
    let whole = |output: Value| json!({"object": "response", "id": "resp_1", "status": "completed", "output": output, "usage": {"input_tokens": 1, "output_tokens": 2, "total_tokens": 3}});
    let (ai, script) = app(OpenAi::new("k"), [whole(json!([thought, call])), whole(json!([text]))]).await?;
    let weather = Tool::builder("weather")
        .description("Tells the weather")
        .input_schema(json!({"type": "object", "properties": {"city": {"type": "string"}}}))
        .handler(|_: Value, _ctx| async { Ok("rain") });
    let config = ResponsesConfig {
        store: Some(false),
        reasoning_effort: Some("low".to_owned()),
        max_output_tokens: Some(100),
        ..ResponsesConfig::default()
    };
    let prompt = [Part::text("Weather?"), Part::media("image/png", "data:image/png;base64,iVBORw0KGgo=")];
    let answer = ai
        .generate()
        .model(openai::responses("gpt-5").config(config))
        .messages(vec![Message::system("Be brief")])
        .prompt(prompt)
        .tools([weather])
        .await?;
    assert_eq!(answer.text(), "rain");
    let bodies = script.bodies();
    for mut body in bodies.clone() {
        // Two shapes of the contract allow such a message, which its `oneOf` takes for none; a status tells them apart.
        for item in body["input"].as_array_mut().unwrap().iter_mut().filter(|item| item["content"].is_array())
        {
            item["status"] = "completed".into();
        }
        assert_eq!(
            violations(&json!({"url": "/v1/responses", "body": body})),
            Vec::<String>::new(),
            "{body}"
        );
    }
    let input = bodies[1]["input"].as_array().unwrap();
    assert_eq!(input[2], thought);
    assert_eq!(input[3]["call_id"], "c1");
    assert_eq!(input[4], json!({"type": "function_call_output", "call_id": "c1", "output": "rain"}));
    assert_eq!(bodies[0]["include"], json!(["reasoning.encrypted_content"]));
    Ok(())
}

async fn listed() -> Result<()> {
    let reply = json!({"data": [{"id": "gpt-4o"}, {"id": "davinci-002"}, {"id": "text-embedding-3-small"}, {"id": "tts-1"}]});
    let (ai, _) = app(OpenAi::new("k"), [reply]).await?;
    let all = ai.describe_actions().await?;
    let ours: Vec<&str> = all.keys().filter(|key| key.contains("/openai/")).map(String::as_str).collect();
    assert_eq!(
        ours,
        ["/embedder/openai/text-embedding-3-small", "/model/openai/gpt-4o", "/model/openai/tts-1"]
    );
    let chat = &all["/model/openai/gpt-4o"]["metadata"]["model"];
    assert_eq!(chat["customOptions"]["properties"]["temperature"]["maximum"], 2.0);
    assert_eq!(chat["supports"]["tools"], true);
    Ok(())
}
