//! Where the plugins differ from Genkit JS on purpose.

use provider_tests::{Case, Difference};
use serde_json::{Map, Value, json};

pub(super) const ALL: &[Difference] = &[
    Difference {
        what: "A response is one message",
        why: "Genkit's wire has had one candidate since 1.0; these models of Genkit JS still answer with a list",
        change: one_message,
    },
    Difference {
        what: "Characters and pictures are not counted",
        why: "Usage holds what the provider tells; what it does not tell is not made up",
        change: no_counts,
    },
    Difference {
        what: "Each error has the status that Google names",
        why: "Genkit JS calls 401, 403, 404, 413 and others `UNKNOWN`, so that nobody can tell what to try again",
        change: statuses,
    },
    Difference {
        what: "A blocked prompt is an answer that was blocked, with the reason",
        why: "`No valid candidates` does not say why; usage is lost",
        change: blocked,
    },
    Difference {
        what: "Schemas of tools that `parameters` cannot say are sent whole, as `parametersJsonSchema`",
        why: "Genkit JS drops `anyOf`, `$ref`, formats and bounds: the model is told of members without a type",
        change: schemas,
    },
    Difference {
        what: "A call without arguments has the input `{}`",
        why: "Genkit JS leaves the input out, and then refuses to send the call back",
        change: no_arguments,
    },
    Difference {
        what: "Words beside a tool's output go into its response",
        why: "`functionResponse.parts` takes data only",
        change: multipart,
    },
    Difference { what: "Data parts are told as JSON", why: "Genkit JS knows no such part", change: data },
    Difference {
        what: "`contextCache` is not sent",
        why: "The API has no such member; a cache is named by `cachedContent`",
        change: context_cache,
    },
    Difference {
        what: "The raw answer of a stream keeps what it tells of itself",
        why: "Genkit JS loses `modelVersion` and `responseId`, and calls a silent role `user`",
        change: raw_stream,
    },
    Difference {
        what: "Chunks before a stream breaks are given",
        why: "The recording shows only the error",
        change: broken,
    },
    Difference {
        what: "Models are listed as the provider has them",
        why: "Genkit JS adds names it knows whether the key has them or not",
        change: listing,
    },
    Difference {
        what: "An operation tells whether it is done, and a start how long it took",
        why: "`done` may not be left out; the runtime measures each start",
        change: operations,
    },
    Difference {
        what: "A study that failed, or waits for an answer, is done",
        why: "In Genkit JS it is asked for for ever",
        change: studies,
    },
    Difference {
        what: "What is switched on for Vertex AI goes where it takes it: tools, `toolConfig`, headers",
        why: "Genkit JS puts it into `generationConfig`, which Vertex AI refuses",
        change: switches,
    },
    Difference {
        what: "Vertex AI gets the data of a picture, not its whole URL, to make a vector of",
        why: "The API takes base 64",
        change: embedded_data,
    },
    Difference {
        what: "How many pictures are drawn is told once, by the configuration",
        why: "`candidates` is no longer on Genkit's wire; `numberOfImages` is no parameter",
        change: how_many,
    },
    Difference {
        what: "A message marked with `metadata.cache` is kept at the provider's",
        why: "Genkit has the mark, and Genkit JS kept it before its plugin was written anew",
        change: marked,
    },
    Difference {
        what: "Numbers of vectors have 32 bits",
        why: "More the models do not give",
        change: vectors,
    },
];

fn one_message(case: &mut Case) -> bool {
    let Some(response) = case.response.as_mut().and_then(Value::as_object_mut) else { return false };
    let Some(Value::Array(mut candidates)) = response.shift_remove("candidates") else { return false };
    let Value::Object(mut first) = candidates.remove(0) else { return false };
    for name in ["index", "custom"] {
        first.shift_remove(name);
    }
    response.extend(first);
    true
}

fn no_counts(case: &mut Case) -> bool {
    let told = case.reply.pointer("/json/usageMetadata").is_some()
        || case.reply["sse"].as_str().is_some_and(|sse| sse.contains("usageMetadata"));
    let Some(response) = case.response.as_mut().and_then(Value::as_object_mut) else { return false };
    let Some(usage) = response.get_mut("usage").and_then(Value::as_object_mut) else { return false };
    let before = usage.len();
    let counted = ["Characters", "Images", "Videos", "AudioFiles"];
    usage.retain(|name, _| !counted.iter().any(|counted| name.ends_with(counted)));
    let (after, none) = (usage.len(), usage.is_empty());
    if none && !told {
        response.shift_remove("usage");
    }
    after < before
}

fn statuses(case: &mut Case) -> bool {
    let http = case.reply["status"].as_u64();
    let named = case.reply.pointer("/json/error/status").cloned();
    let Some(error) = case.error.as_mut().filter(|error| error["status"] == "UNKNOWN") else { return false };
    let told = match (http, named) {
        // What is told in general words is told better by the number.
        (Some(401), Some(named)) if named == "INVALID_ARGUMENT" => "UNAUTHENTICATED".into(),
        (Some(404), Some(named)) if named == "INVALID_ARGUMENT" => "NOT_FOUND".into(),
        (_, Some(named)) => named,
        _ => return false,
    };
    error["status"] = told;
    true
}

fn blocked(case: &mut Case) -> bool {
    let Some(reason) = case.reply.pointer("/json/promptFeedback/blockReason").cloned() else { return false };
    let raw = case.reply["json"].clone();
    case.error = None;
    case.response = Some(json!({
        "message": {"role": "model", "content": []},
        "finishReason": "blocked",
        "finishMessage": format!("the prompt was blocked: {}", reason.as_str().unwrap()),
        "usage": {"inputTokens": raw["usageMetadata"]["promptTokenCount"]},
        "custom": raw,
    }));
    true
}

fn schemas(case: &mut Case) -> bool {
    let given = case.tools().to_vec();
    let Some(sent) = case.body().and_then(|b| b.pointer_mut("/tools/0/functionDeclarations")) else {
        return false;
    };
    let mut touched = false;
    for (sent, tool) in sent.as_array_mut().unwrap().iter_mut().zip(given) {
        let schema = &tool["inputSchema"];
        if schema.is_object() && says_more(schema) {
            let mut whole = schema.clone();
            whole.as_object_mut().unwrap().shift_remove("$schema");
            sent.as_object_mut().unwrap().shift_remove("parameters");
            sent["parametersJsonSchema"] = whole;
            touched = true;
        }
    }
    touched
}

/// True for a schema of which Genkit JS would lose something.
fn says_more(schema: &Value) -> bool {
    let known = ["type", "description", "enum", "properties", "required", "items", "$schema", "title"];
    let members = schema.as_object().unwrap();
    let closed = |name: &str, value: &Value| name == "additionalProperties" && value == false;
    members.iter().any(|(name, value)| !known.contains(&name.as_str()) && !closed(name, value))
        || !members.contains_key("type")
        || members.get("items").is_some_and(says_more)
        || members.get("properties").is_some_and(|p| p.as_object().unwrap().values().any(says_more))
}

fn no_arguments(case: &mut Case) -> bool {
    let mut touched = false;
    let mut fill = |part: &mut Value| {
        let Some(call) = part.get_mut("toolRequest").and_then(Value::as_object_mut) else { return };
        if !call.contains_key("input") && !call.contains_key("partial") {
            call.insert("input".to_owned(), json!({}));
            touched = true;
        }
    };
    for chunk in &mut case.chunks {
        chunk["content"].as_array_mut().unwrap().iter_mut().for_each(&mut fill);
    }
    case.content().into_iter().flatten().for_each(&mut fill);
    touched
}

fn multipart(case: &mut Case) -> bool {
    let Some(contents) = case.body().and_then(|b| b.get_mut("contents")?.as_array_mut()) else {
        return false;
    };
    let mut touched = false;
    for part in contents.iter_mut().flat_map(|c| c["parts"].as_array_mut().unwrap()) {
        let Some(response) = part.get_mut("functionResponse").and_then(Value::as_object_mut) else {
            continue;
        };
        let Some(parts) = response.get_mut("parts").and_then(Value::as_array_mut) else { continue };
        let words: String = parts.iter().filter_map(|part| part["text"].as_str()).collect();
        parts.retain(|part| part.get("text").is_none());
        if parts.is_empty() {
            response.shift_remove("parts");
        }
        if !words.is_empty() {
            let said = response["response"].as_object_mut().unwrap();
            let name = if said.contains_key("content") { "text" } else { "content" };
            said.insert(name.to_owned(), words.into());
            touched = true;
        }
    }
    touched
}

fn data(case: &mut Case) -> bool {
    let refused = case.error.as_ref().and_then(|e| e["message"].as_str()).unwrap_or_default();
    if !refused.starts_with("Unsupported Part type {\"data\"") {
        return false;
    }
    case.error = None;
    let contents: Vec<Value> = case.request["messages"].as_array().unwrap().iter().map(sent).collect();
    let mut body = json!({"contents": contents, "generationConfig": {}});
    let vertex = case.folder() == "vertexai";
    let url = if vertex {
        body["tools"] = json!([]);
        "https://us-central1-aiplatform.googleapis.com/v1beta1/projects/p1/locations/us-central1/publishers/google/models/gemini-2.5-flash:generateContent"
    } else {
        "http://127.0.0.1:9/v1beta/models/gemini-2.5-flash:generateContent"
    };
    let headers = json!({"content-type": "application/json"});
    case.http = vec![json!({"method": "POST", "url": url, "headers": headers, "body": body})];
    true
}

fn sent(message: &Value) -> Value {
    let part = |part: &Value| match part.get("data") {
        Some(data) => json!({"text": data.to_string()}),
        None => part.clone(),
    };
    let parts: Vec<Value> = message["content"].as_array().unwrap().iter().map(part).collect();
    json!({"role": message["role"], "parts": parts})
}

fn context_cache(case: &mut Case) -> bool {
    let config = case.body().and_then(|body| body.get_mut("generationConfig")?.as_object_mut());
    config.is_some_and(|config| config.shift_remove("contextCache").is_some())
}

fn raw_stream(case: &mut Case) -> bool {
    let events: Vec<Value> = case.reply["sse"]
        .as_str()
        .into_iter()
        .flat_map(str::lines)
        .filter_map(|line| serde_json::from_str(line.strip_prefix("data: ")?.trim()).ok())
        .collect();
    let Some(raw) = case.response.as_mut().and_then(|r| r.get_mut("custom")?.as_object_mut()) else {
        return false;
    };
    if events.is_empty() {
        return false;
    }
    raw["candidates"][0]["content"]["role"] = "model".into();
    for event in &events {
        let event: &Map<String, Value> = event.as_object().unwrap();
        for (name, value) in
            event.iter().filter(|(name, _)| *name != "candidates" && *name != "usageMetadata")
        {
            raw.insert(name.clone(), value.clone());
        }
    }
    // Calls in pieces are put together: without arguments they have none, as the API would have it.
    true
}

fn broken(case: &mut Case) -> bool {
    let failed = case.stream && case.error.is_some() && case.chunks.is_empty();
    let Some(sse) = case.reply["sse"].as_str().filter(|_| failed) else { return false };
    let whole =
        sse.lines().filter_map(|line| serde_json::from_str::<Value>(line.strip_prefix("data: ")?).ok());
    case.chunks = whole
        .map(|event| json!({"index": 0, "content": event["candidates"][0]["content"]["parts"]}))
        .collect();
    !case.chunks.is_empty()
}

fn listing(case: &mut Case) -> bool {
    let lists = case.action.starts_with("list ");
    if lists {
        let (method, vertex) = ("GET", case.folder() == "vertexai");
        let url = if vertex {
            "https://us-central1-aiplatform.googleapis.com/v1beta1/publishers/google/models"
        } else {
            "http://127.0.0.1:9/v1beta/models?pageSize=1000"
        };
        case.http = vec![json!({"method": method, "url": url, "headers": {}})];
        case.response = None;
    }
    lists
}

fn operations(case: &mut Case) -> bool {
    let starts = case.action.starts_with("/background-model/");
    let checks = case.action.starts_with("/check-operation/");
    let Some(operation) = case.response.as_mut().filter(|_| starts || checks) else { return false };
    let silent = operation.get("done").is_none();
    if silent {
        operation["done"] = false.into();
    }
    if starts {
        // How long it took is not the same twice.
        case.response = None;
    }
    starts || silent
}

fn studies(case: &mut Case) -> bool {
    let status = case.reply.pointer("/json/status").and_then(Value::as_str).unwrap_or_default().to_owned();
    let Some(operation) = case.response.as_mut() else { return false };
    match status.as_str() {
        "failed" => {
            operation["done"] = true.into();
            operation["error"] = json!({"message": "the interaction failed"});
        }
        "requires_action" => case.response = None,
        _ => return false,
    }
    true
}

fn vectors(case: &mut Case) -> bool {
    let all = case.response.as_mut().and_then(|r| r.get_mut("embeddings")?.as_array_mut());
    let mut touched = false;
    for number in all.into_iter().flatten().flat_map(|e| e["embedding"].as_array_mut().unwrap()) {
        let exact = number.as_f64().unwrap();
        #[allow(clippy::cast_possible_truncation, reason = "that is the difference")]
        let short = f64::from(exact as f32);
        if short != exact {
            *number = short.into();
            touched = true;
        }
    }
    touched
}

fn switches(case: &mut Case) -> bool {
    if case.folder() != "vertexai" {
        return false;
    }
    let Some(body) = case.body().and_then(Value::as_object_mut) else { return false };
    let mut touched = false;
    for part in body
        .get_mut("contents")
        .and_then(Value::as_array_mut)
        .into_iter()
        .flatten()
        .flat_map(|content| content["parts"].as_array_mut().unwrap())
    {
        touched |= part.as_object_mut().unwrap().shift_remove("partMetadata").is_some();
    }
    let mut tools = body.get("tools").and_then(Value::as_array).cloned().unwrap_or_default();
    for tool in &mut tools {
        if tool.get("googleSearch") == Some(&Value::Bool(true)) {
            tool["googleSearch"] = json!({});
            touched = true;
        }
    }
    let Some(config) = body.get_mut("generationConfig").and_then(Value::as_object_mut) else {
        return touched;
    };
    for (member, tool) in [
        ("codeExecution", "codeExecution"),
        ("googleSearch", "googleSearch"),
        ("google_search", "googleSearch"),
        ("urlContext", "urlContext"),
    ] {
        if let Some(on) = config.shift_remove(member) {
            let options = if on.is_object() && tool == "googleSearch" { on } else { json!({}) };
            tools.push(json!({tool: options}));
            touched = true;
        }
    }
    for member in ["fileSearch", "serviceTier"] {
        touched |= config.shift_remove(member).is_some();
    }
    if let Some(Value::Object(mut own)) = config.shift_remove("toolConfig") {
        own.shift_remove("includeServerSideToolInvocations");
        touched = true;
        if !own.is_empty() {
            body.insert("toolConfig".to_owned(), own.into());
        }
    }
    if body.contains_key("tools") {
        body.insert("tools".to_owned(), tools.into());
    }
    touched
}

fn embedded_data(case: &mut Case) -> bool {
    let mut touched = false;
    let instances = case.body().and_then(|body| body.get_mut("instances")?.as_array_mut());
    for instance in instances.into_iter().flatten() {
        for kind in ["image", "video"] {
            let Some(data) = instance.get_mut(kind).and_then(|k| k.get_mut("bytesBase64Encoded")) else {
                continue;
            };
            if let Some((_, base64)) = data.as_str().unwrap().split_once(";base64,") {
                *data = base64.into();
                touched = true;
            }
        }
    }
    touched
}

fn how_many(case: &mut Case) -> bool {
    let asked = case.request.get("candidates").is_some();
    let Some(parameters) = case.body().and_then(|body| body.get_mut("parameters")?.as_object_mut()) else {
        return false;
    };
    let mut touched = parameters.shift_remove("numberOfImages").is_some();
    if asked && parameters.contains_key("sampleCount") {
        parameters.insert("sampleCount".to_owned(), 1.into());
        touched = true;
    }
    touched
}

fn marked(case: &mut Case) -> bool {
    let messages = case.request["messages"].as_array().cloned().unwrap_or_default();
    let mark = messages.iter().rposition(|message| message["metadata"]["cache"].is_object());
    let Some((mark, mut generate)) = mark.zip(case.http.first().cloned()) else { return false };
    let body = generate["body"].as_object_mut().unwrap();
    let mut contents = body["contents"].as_array().cloned().unwrap();
    let rest = contents.split_off(mark + 1);
    let (base, model) = if case.id.starts_with("vertexai") {
        let place = "projects/p1/locations/us-central1";
        let base = format!("https://us-central1-aiplatform.googleapis.com/v1beta1/{place}");
        (base, format!("{place}/publishers/google/models/gemini-2.5-flash"))
    } else {
        ("http://127.0.0.1:9/v1beta".to_owned(), "models/gemini-2.5-flash".to_owned())
    };
    let mut kept = json!({"contents": contents, "model": model});
    let digest = ring::digest::digest(&ring::digest::SHA256, kept.to_string().as_bytes());
    let hash: String = digest.as_ref().iter().map(|byte| format!("{byte:02x}")).collect();
    kept["displayName"] = hash.into();
    let seconds = messages[mark]["metadata"]["cache"]["ttlSeconds"].as_u64().unwrap();
    kept["ttl"] = format!("{seconds}s").into();
    body.insert("contents".to_owned(), rest.into());
    body.insert("cachedContent".to_owned(), "cachedContents/c1".into());
    body.shift_remove("tools");
    let list = format!("{base}/cachedContents?pageSize=100");
    case.http = vec![
        json!({"method": "GET", "url": list, "headers": {}}),
        json!({"method": "POST", "url": format!("{base}/cachedContents"), "headers": {}, "body": kept}),
        generate,
    ];
    // One answer serves all three.
    case.reply["json"]["name"] = "cachedContents/c1".into();
    if let Some(custom) = case.response.as_mut().and_then(|r| r.get_mut("custom")) {
        custom["name"] = "cachedContents/c1".into();
    }
    true
}
