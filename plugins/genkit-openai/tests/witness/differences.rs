//! Where the plugin differs from Genkit JS on purpose.

use genkit::schema::Dialect;
use provider_tests::{Case, Difference};
use serde_json::{Value, json};

pub(super) const ALL: &[Difference] = &[
    Difference {
        what: "Tools carry their description; their schema no `$schema`",
        why: "Without a description a model does not know when to call a tool",
        change: descriptions,
    },
    Difference {
        what: "`toolChoice` is sent",
        why: "Genkit JS drops it: `required` and `none` mean nothing there",
        change: tool_choice,
    },
    Difference {
        what: "A `/` in the name of a tool is written `__`",
        why: "OpenAI takes letters, digits, `_` and `-` only",
        change: slashes,
    },
    Difference {
        what: "Text parts of one message stay one message",
        why: "Genkit JS makes a message of each part, so that the roles no longer alternate",
        change: parts,
    },
    Difference {
        what: "Text beside a call of a tool is kept, in requests and in answers, and so are thoughts, also of streams",
        why: "The model would not know what it said; the user would not see it",
        change: beside_calls,
    },
    Difference { what: "Calls without a `ref` get an id", why: "OpenAI refuses an empty one", change: ids },
    Difference {
        what: "What a tool returns beside its output is sent",
        why: "Genkit JS loses it; text goes into the answer, pictures into a message behind it",
        change: multipart,
    },
    Difference {
        what: "Schemas of answers are sent in strict form",
        why: "Without `strict` OpenAI does not hold the answer to the schema",
        change: strict,
    },
    Difference {
        what: "Calls of tools are held to the tool's schema, if its strict form says all of it",
        why: "OpenAI advises it always: without `strict` a call may have any input",
        change: strict_tools,
    },
    Difference {
        what: "JSON answers stay text",
        why: "The formats read it, also where it is broken or cut off, and tell what is wrong; Genkit JS throws",
        change: json_text,
    },
    Difference {
        what: "An empty text is sent",
        why: "It is allowed; Genkit JS takes it for an unknown part",
        change: empty_text,
    },
    Difference {
        what: "DeepSeek needs no configuration",
        why: "Genkit JS crashes without one",
        change: no_config,
    },
    Difference {
        what: "Each status of HTTP has a status of Genkit",
        why: "Genkit JS calls 413, 499, 504 and others `UNKNOWN`, so that nobody can tell what to try again",
        change: statuses,
    },
    Difference { what: "Usage tells thoughts and cached tokens", why: "They are what costs", change: usage },
    Difference {
        what: "An unknown reason to stop is told in `finishMessage`",
        why: "`other` alone says nothing",
        change: finish_message,
    },
    Difference {
        what: "xAI is not asked for `stream_options`",
        why: "Its contract does not know them, and it tells the usage anyway",
        change: stream_options,
    },
    Difference { what: "No empty chunks", why: "They say nothing", change: empty_chunks },
    Difference {
        what: "An answer in pieces has no `raw`",
        why: "There was no such answer: Genkit JS puts one together from the pieces",
        change: no_raw,
    },
    Difference {
        what: "The configuration of pictures is sent",
        why: "Genkit JS loses `size` for `gpt-image-1`",
        change: image_config,
    },
    Difference {
        what: "Sound has no `raw`",
        why: "Genkit JS puts an object of its HTTP library there",
        change: sound_raw,
    },
    Difference {
        what: "Forms leave out what is empty or the default",
        why: "An empty `prompt` and `stream: false` say nothing",
        change: forms,
    },
    Difference {
        what: "Models are listed as the provider has them",
        why: "Genkit JS adds names it knows whether the account has them or not; the recording asked another provider's path",
        change: listing,
    },
];

/// A list, without making one by asking for it.
fn list<'a>(value: &'a mut Value, name: &str) -> impl Iterator<Item = &'a mut Value> {
    value.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten()
}

fn chat_body(case: &mut Case) -> Option<&mut Value> {
    let chat = case.http.first()?["url"].as_str()?.ends_with("/chat/completions");
    case.body().filter(|_| chat)
}

fn descriptions(case: &mut Case) -> bool {
    let tools = case.tools().to_vec();
    let Some(body) = chat_body(case) else { return false };
    let mut touched = false;
    for (sent, tool) in list(body, "tools").zip(tools) {
        sent["function"]["description"] = tool["description"].clone();
        if let Some(parameters) = sent["function"]["parameters"].as_object_mut() {
            parameters.shift_remove("$schema");
        }
        touched = true;
    }
    touched
}

fn tool_choice(case: &mut Case) -> bool {
    let choice = case.request["toolChoice"].clone();
    let Some(body) = chat_body(case).filter(|_| choice.is_string()) else { return false };
    body["tool_choice"] = choice;
    true
}

fn slashes(case: &mut Case) -> bool {
    let Some(body) = chat_body(case) else { return false };
    let mut touched = false;
    for tool in list(body, "tools") {
        let name = tool["function"]["name"].as_str().unwrap_or_default().to_owned();
        touched |= name.contains('/');
        if name.contains('/') {
            tool["function"]["name"] = name.replace('/', "__").into();
        }
    }
    touched
}

fn parts(case: &mut Case) -> bool {
    let given: Vec<Value> = case.request["messages"].as_array().cloned().unwrap_or_default();
    let Some(sent) = chat_body(case).and_then(|body| body.get_mut("messages")?.as_array_mut()) else {
        return false;
    };
    let mut touched = false;
    for (at, message) in given.iter().enumerate() {
        let texts: Option<Vec<&str>> =
            message["content"].as_array().unwrap().iter().map(|part| part["text"].as_str()).collect();
        let Some(texts) = texts.filter(|texts| texts.len() > 1 && message["role"] == "user") else {
            continue;
        };
        let joined: Vec<Value> = texts.iter().map(|text| json!({"type": "text", "text": text})).collect();
        sent.splice(at..at + texts.len(), [json!({"role": "user", "content": joined})]);
        touched = true;
    }
    touched
}

fn beside_calls(case: &mut Case) -> bool {
    let mut touched = false;
    let given: Vec<Value> = case.request["messages"].as_array().cloned().unwrap_or_default();
    let told: Vec<String> = given
        .iter()
        .filter(|message| message["role"] == "model")
        .map(|message| {
            message["content"].as_array().unwrap().iter().filter_map(|part| part["text"].as_str()).collect()
        })
        .collect();
    if let Some(body) = chat_body(case) {
        let models = list(body, "messages").filter(|m| m["role"] == "assistant");
        for (message, text) in
            models.zip(told).filter(|(message, text)| message["tool_calls"].is_array() && !text.is_empty())
        {
            message["content"] = text.into();
            touched = true;
        }
    }
    let mut said = (String::new(), String::new());
    let message = case.reply.pointer("/json/choices/0/message").cloned().unwrap_or_default();
    said.0 += message["reasoning_content"].as_str().unwrap_or_default();
    said.1 += message["content"].as_str().unwrap_or_default();
    for event in pieces(case) {
        let delta = &event["choices"][0]["delta"];
        said.0 += delta["reasoning_content"].as_str().unwrap_or_default();
        said.1 += delta["content"].as_str().unwrap_or_default();
    }
    let calls = |content: &[Value]| content.iter().any(|part| part.get("toolRequest").is_some());
    if let Some(content) = case.content() {
        let missing = |name: &str| !content.iter().any(|part| part.get(name).is_some());
        let add_text = calls(content) && !said.1.is_empty() && missing("text");
        let add_thought = !said.0.is_empty() && missing("reasoning");
        if add_text {
            content.insert(0, json!({"text": said.1}));
        }
        if add_thought {
            content.insert(0, json!({"reasoning": said.0}));
        }
        touched |= add_text || add_thought;
    }
    touched
}

/// The events of the answer.
fn pieces(case: &Case) -> Vec<Value> {
    let sse = case.reply["sse"].as_str().unwrap_or_default();
    sse.lines().filter_map(|line| serde_json::from_str(line.strip_prefix("data: ")?).ok()).collect()
}

fn ids(case: &mut Case) -> bool {
    let Some(body) = chat_body(case) else { return false };
    let (mut calls, mut answers) = (0, 0);
    for message in list(body, "messages") {
        for call in list(message, "tool_calls").filter(|call| call["id"] == "") {
            call["id"] = format!("call_{calls}").into();
            calls += 1;
        }
        if message.get("tool_call_id").is_some_and(|id| id == "") {
            message["tool_call_id"] = format!("call_{answers}").into();
            answers += 1;
        }
    }
    calls > 0
}

fn multipart(case: &mut Case) -> bool {
    let given: Vec<Value> = case.request["messages"].as_array().cloned().unwrap_or_default();
    let parts = given
        .iter()
        .flat_map(|m| m["content"].as_array().unwrap())
        .find_map(|p| p["toolResponse"]["content"].as_array());
    let (Some(parts), Some(body)) = (parts.cloned(), chat_body(case)) else { return false };
    let sent = body["messages"].as_array_mut().unwrap();
    let answer = sent.iter_mut().find(|message| message["role"] == "tool").unwrap();
    let mut text = answer["content"].as_str().unwrap_or_default().to_owned();
    let mut beside = Vec::new();
    for part in &parts {
        match part["text"].as_str() {
            Some(more) => text = format!("{text}\n{more}"),
            None => beside.push(
                json!({"type": "image_url", "image_url": {"url": part["media"]["url"], "detail": "auto"}}),
            ),
        }
    }
    answer["content"] = text.into();
    sent.push(json!({"role": "user", "content": beside}));
    true
}

fn strict_tools(case: &mut Case) -> bool {
    let openai = case.folder() == "openai";
    let tools = case.tools().to_vec();
    let Some(body) = chat_body(case).filter(|_| openai) else { return false };
    let mut touched = false;
    for (sent, tool) in list(body, "tools").zip(tools) {
        let lowered = Dialect::OpenAiStrict.lower(&tool["inputSchema"]).ok();
        if let Some(lowered) = lowered.filter(|lowered| lowered.weakened.is_empty()) {
            sent["function"]["parameters"] = lowered.schema;
            sent["function"]["strict"] = true.into();
            touched = true;
        }
    }
    touched
}

fn strict(case: &mut Case) -> bool {
    let openai = case.folder() == "openai";
    let schema = case.request["output"]["schema"].clone();
    let Some(body) = chat_body(case).filter(|_| openai) else { return false };
    let Some(format) = body.pointer_mut("/response_format/json_schema") else { return false };
    format["schema"] = Dialect::OpenAiStrict.lower(&schema).unwrap().schema;
    format["strict"] = true.into();
    true
}

fn json_text(case: &mut Case) -> bool {
    let json = case.request["output"]["format"] == "json" && !case.id.contains("stt");
    let said = case.reply.pointer("/json/choices/0/message/content").cloned().unwrap_or_default();
    if !json || !said.is_string() {
        return false;
    }
    if case.error.take().is_some() {
        case.response = Some(json!({
            "finishReason": "stop",
            "message": {"role": "model", "content": []},
            "usage": {"inputTokens": 3, "outputTokens": 1, "totalTokens": 4},
            "raw": case.reply["json"],
        }));
    }
    *case.content().unwrap() = vec![json!({"text": said})];
    true
}

/// As Genkit JS would answer a request that it refuses.
fn plain_answer(case: &mut Case, path: &str, key: &str) {
    let text = case.request["messages"][0]["content"][0]["text"].clone();
    let model = case.action.rsplit('/').next().unwrap().to_owned();
    let raw = case.reply["json"].clone();
    case.error = None;
    case.http = vec![json!({
        "method": "POST",
        "url": format!("http://127.0.0.1:9/{path}/chat/completions"),
        "headers": {"content-type": "application/json", "authorization": format!("Bearer {key}")},
        "body": {"model": model, "messages": [{"role": "user", "content": text}]},
    })];
    case.response = Some(json!({
        "finishReason": "stop",
        "message": {"role": "model", "content": [{"text": raw["choices"][0]["message"]["content"]}]},
        "usage": {"inputTokens": 3, "outputTokens": 1, "totalTokens": 4},
        "raw": raw,
    }));
}

fn empty_text(case: &mut Case) -> bool {
    let told = case.error.as_ref().and_then(|error| error["message"].as_str()).unwrap_or_default();
    let empty = told.contains("Unsupported genkit part fields") && told.contains(r#"{"text":""}"#);
    if empty {
        plain_answer(case, "v1", "key-o");
    }
    empty
}

fn no_config(case: &mut Case) -> bool {
    let crash = case.error.as_ref().is_some_and(|error| error["name"] == "TypeError");
    if crash {
        plain_answer(case, "ds", "key-d");
    }
    crash
}

fn statuses(case: &mut Case) -> bool {
    let http = case.reply["status"].as_u64();
    let Some(error) = case.error.as_mut().filter(|error| error["status"] == "UNKNOWN") else { return false };
    error["status"] = match http {
        Some(404) => "NOT_FOUND",
        Some(413 | 422) => "INVALID_ARGUMENT",
        Some(499) => "CANCELLED",
        Some(408 | 504) => "DEADLINE_EXCEEDED",
        Some(409) => "ABORTED",
        Some(502) => "UNAVAILABLE",
        _ => return false,
    }
    .into();
    true
}

fn usage(case: &mut Case) -> bool {
    let whole = case.reply.pointer("/json/usage").cloned();
    let last = || pieces(case).into_iter().map(|event| event["usage"].clone()).rfind(Value::is_object);
    let Some(told) = whole.or_else(last) else { return false };
    let Some(usage) = case.response.as_mut().and_then(|r| r.get_mut("usage")) else { return false };
    let mut touched = false;
    for (name, at) in [
        ("thoughtsTokens", "/completion_tokens_details/reasoning_tokens"),
        ("cachedContentTokens", "/prompt_tokens_details/cached_tokens"),
    ] {
        if let Some(count) = told.pointer(at).filter(|count| count.is_number()) {
            usage[name] = count.clone();
            touched = true;
        }
    }
    touched
}

fn finish_message(case: &mut Case) -> bool {
    let said = case.reply.pointer("/json/choices/0/finish_reason").cloned().unwrap_or_default();
    let Some(response) = case.response.as_mut().filter(|r| r["finishReason"] == "other") else {
        return false;
    };
    response["finishMessage"] = said;
    true
}

fn empty_chunks(case: &mut Case) -> bool {
    let before = case.chunks.len();
    case.chunks.retain(|chunk| chunk["content"].as_array().is_some_and(|content| !content.is_empty()));
    case.chunks.len() < before
}

fn no_raw(case: &mut Case) -> bool {
    let stream = case.stream;
    case.response
        .as_mut()
        .and_then(Value::as_object_mut)
        .filter(|_| stream)
        .is_some_and(|r| r.shift_remove("raw").is_some())
}

fn image_config(case: &mut Case) -> bool {
    let config = case.request["config"].as_object().cloned().unwrap_or_default();
    let draws =
        case.http.first().is_some_and(|http| http["url"].as_str().unwrap().ends_with("/images/generations"));
    let Some(body) = case.body().and_then(Value::as_object_mut).filter(|_| draws) else { return false };
    let before = body.len();
    body.extend(config);
    body.len() > before
}

fn sound_raw(case: &mut Case) -> bool {
    let speaks =
        case.http.first().is_some_and(|http| http["url"].as_str().unwrap().ends_with("/audio/speech"));
    let response = case.response.as_mut().and_then(Value::as_object_mut).filter(|_| speaks);
    response.is_some_and(|response| response.shift_remove("raw").is_some())
}

fn forms(case: &mut Case) -> bool {
    let Some(form) = case.body().and_then(|body| body.get_mut("_multipart")) else { return false };
    let text = form.as_str().unwrap().to_owned();
    let field = |name: &str, value: &str| {
        format!("--BOUNDARY\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n")
    };
    let text = text.replace(&field("prompt", ""), "").replace(&field("stream", "false"), "");
    // The recording ends the form with its mark cut short.
    *form = text.replace("--BOUNDARY\r\n\r\n", "--BOUNDARY--\r\n").into();
    true
}

fn listing(case: &mut Case) -> bool {
    let lists = case.action.starts_with("list ");
    if lists {
        case.http = vec![json!({
            "method": "GET", "url": "http://127.0.0.1:9/v1/models", "headers": {"authorization": "Bearer key-o"},
        })];
        case.response = None;
    }
    lists
}

fn stream_options(case: &mut Case) -> bool {
    let xai = case.folder() == "xai";
    let body = case.body().and_then(Value::as_object_mut).filter(|_| xai);
    body.is_some_and(|body| body.shift_remove("stream_options").is_some())
}
