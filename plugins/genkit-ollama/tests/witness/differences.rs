//! Where the plugin differs from Genkit JS on purpose.

use provider_tests::{Case, Difference};
use serde_json::{Value, json};

pub(super) const ALL: &[Difference] = &[
    Difference {
        what: "A tool without a schema takes an empty object",
        why: "Genkit JS refuses it",
        change: no_schema,
    },
    Difference {
        what: "Tokens are told as the server counts them, and no characters are counted",
        why: "Genkit JS does not read `prompt_eval_count` and `eval_count`",
        change: usage,
    },
    Difference {
        what: "Each status of HTTP has a status of Genkit",
        why: "Genkit JS does not look at it",
        change: statuses,
    },
    Difference {
        what: "Stop sequences stay a list",
        why: "Genkit JS joins them into one text",
        change: stop,
    },
    Difference {
        what: "A key goes into the header",
        why: "Genkit JS sends it among the model's options",
        change: key,
    },
    Difference {
        what: "Schemas go into `format`",
        why: "The server holds the answer to them; Genkit JS only asks for it in words",
        change: format,
    },
    Difference {
        what: "Pictures elsewhere are fetched",
        why: "The server takes base 64 only, and would read the address as that",
        change: fetched,
    },
    Difference {
        what: "What is no picture is refused, and so are resources",
        why: "Genkit JS sends a document as a picture, and drops resources silently",
        change: refused,
    },
    Difference {
        what: "A `/` in the name of a tool is written `__`",
        why: "As with other providers",
        change: slashes,
    },
    Difference {
        what: "What a tool returns beside its output is sent",
        why: "Genkit JS loses it",
        change: multipart,
    },
    Difference {
        what: "Text beside a call of a tool is kept",
        why: "The model would not know what it said",
        change: beside_calls,
    },
    Difference { what: "Thoughts are told", why: "Genkit JS does not read `thinking`", change: thoughts },
    Difference {
        what: "Each call of a tool has a `ref`, also in streams",
        why: "Two calls of one tool could not be told apart; Genkit JS loses calls in streams",
        change: calls,
    },
    Difference { what: "No empty chunks", why: "They say nothing", change: empty_chunks },
    Difference {
        what: "Parts of a text are lines",
        why: "Genkit JS writes commas between them",
        change: lines,
    },
    Difference {
        what: "Models are listed as the server has them",
        why: "Genkit JS lists declared models and leaves embedders out; a test of our own looks at the list",
        change: listing,
    },
];

/// A list, without making one by asking for it.
fn list<'a>(value: &'a mut Value, name: &str) -> impl Iterator<Item = &'a mut Value> {
    value.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten()
}

fn usage(case: &mut Case) -> bool {
    let last = case.reply["json"].clone();
    let last = if last.is_object() {
        last
    } else {
        case.reply["ndjson"].as_array().and_then(|l| l.last().cloned()).unwrap_or_default()
    };
    let Some(response) = case.response.as_mut().and_then(Value::as_object_mut) else { return false };
    let had = response.shift_remove("usage").is_some();
    let (input, output) = (last["prompt_eval_count"].as_f64(), last["eval_count"].as_f64());
    let mut told = json!({});
    for (name, count) in [
        ("inputTokens", input),
        ("outputTokens", output),
        ("totalTokens", input.zip(output).map(|(a, b)| a + b)),
    ] {
        if let Some(count) = count {
            told[name] = count.into();
        }
    }
    if told != json!({}) {
        response.insert("usage".to_owned(), told);
    }
    had
}

fn statuses(case: &mut Case) -> bool {
    let status = match case.reply["status"].as_u64() {
        Some(400 | 413) => "INVALID_ARGUMENT",
        Some(401) => "UNAUTHENTICATED",
        Some(403) => "PERMISSION_DENIED",
        Some(404) => "NOT_FOUND",
        Some(429) => "RESOURCE_EXHAUSTED",
        Some(499) => "CANCELLED",
        Some(500) => "INTERNAL",
        Some(503) => "UNAVAILABLE",
        Some(504) => "DEADLINE_EXCEEDED",
        _ => return false,
    };
    case.error.as_mut().map(|error| error["status"] = status.into()).is_some()
}

fn stop(case: &mut Case) -> bool {
    let stop = case.request["config"]["stopSequences"].clone();
    let Some(options) = case.body().and_then(|body| body.get_mut("options")).filter(|_| stop.is_array())
    else {
        return false;
    };
    options["stop"] = stop;
    true
}

fn key(case: &mut Case) -> bool {
    let Some(options) = case.body().and_then(|body| body.get_mut("options")).and_then(Value::as_object_mut)
    else {
        return false;
    };
    let Some(key) = options.shift_remove("apiKey") else { return false };
    case.http[0]["headers"]["authorization"] = format!("Bearer {}", key.as_str().unwrap()).into();
    true
}

fn format(case: &mut Case) -> bool {
    let mut schema = case.request["output"]["schema"].clone();
    let said = case.request["messages"][0]["content"][0]["text"].clone();
    let Some(body) = case.body().filter(|_| schema.is_object()) else { return false };
    schema.as_object_mut().unwrap().shift_remove("$schema");
    body["format"] = schema;
    body["messages"][0]["content"] = said;
    true
}

fn fetched(case: &mut Case) -> bool {
    let url =
        case.request["messages"][0]["content"][1]["media"]["url"].as_str().unwrap_or_default().to_owned();
    if !url.starts_with("http") {
        return false;
    }
    // The script gives the same answer to both.
    let bytes = case.reply["json"].to_string();
    case.body().unwrap()["messages"][0]["images"] = json!([base64(bytes.as_bytes())]);
    case.http.insert(0, json!({"method": "GET", "url": url, "headers": {}, "body": case.reply["json"]}));
    case.http[0].as_object_mut().unwrap().shift_remove("body");
    true
}

fn base64(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}

fn refused(case: &mut Case) -> bool {
    let content = &case.request["messages"][0]["content"];
    let document = content[1]["media"]["contentType"] == "application/pdf";
    let resource = content[0]["resource"].is_object();
    if document || resource {
        case.http.clear();
        case.response = None;
        case.error = Some(json!({"status": "INVALID_ARGUMENT"}));
    }
    document || resource
}

fn no_schema(case: &mut Case) -> bool {
    let told = case.error.as_ref().and_then(|error| error["message"].as_str()).unwrap_or_default();
    if !told.contains("only supports tools with object inputs") || !case.tools()[0]["inputSchema"].is_null() {
        return false;
    }
    let tool = case.tools()[0].clone();
    let function = json!({"name": tool["name"], "description": tool["description"], "parameters": {"type": "object", "properties": {}}});
    case.error = None;
    case.http = vec![json!({
        "method": "POST", "url": "http://127.0.0.1:9/api/chat", "headers": {"content-type": "application/json"},
        "body": {
            "model": "llama3", "options": {}, "stream": false, "tools": [{"type": "function", "function": function}],
            "messages": [{"role": "user", "content": case.request["messages"][0]["content"][0]["text"]}],
        },
    })];
    case.response = Some(json!({
        "message": {"role": "model", "content": [{"text": case.reply["json"]["message"]["content"]}]}, "finishReason": "stop",
    }));
    true
}

fn slashes(case: &mut Case) -> bool {
    let mut touched = false;
    let Some(body) = case.body() else { return false };
    for tool in list(body, "tools") {
        let name = tool["function"]["name"].as_str().unwrap_or_default().to_owned();
        touched |= name.contains('/');
        tool["function"]["name"] = name.replace('/', "__").into();
    }
    touched
}

fn multipart(case: &mut Case) -> bool {
    let given: Vec<Value> = case.request["messages"].as_array().cloned().unwrap_or_default();
    let parts = given
        .iter()
        .flat_map(|m| m["content"].as_array().unwrap())
        .find_map(|p| p["toolResponse"]["content"].as_array().cloned());
    let (Some(parts), Some(body)) = (parts, case.body()) else { return false };
    let answer = list(body, "messages").find(|message| message["role"] == "tool").unwrap();
    for part in parts {
        if let Some(text) = part["text"].as_str() {
            answer["content"] = format!("{}\n{text}", answer["content"].as_str().unwrap()).into();
        } else {
            let url = part["media"]["url"].as_str().unwrap();
            answer["images"] = json!([url.split_once(',').unwrap().1]);
        }
    }
    true
}

fn beside_calls(case: &mut Case) -> bool {
    let given: Vec<Value> = case.request["messages"].as_array().cloned().unwrap_or_default();
    let told: Vec<String> = given
        .iter()
        .filter(|message| message["role"] == "model")
        .map(|message| {
            message["content"].as_array().unwrap().iter().filter_map(|part| part["text"].as_str()).collect()
        })
        .collect();
    let Some(body) = case.body() else { return false };
    let mut touched = false;
    let models = list(body, "messages").filter(|message| message["role"] == "assistant");
    for (message, text) in
        models.zip(told).filter(|(message, text)| message["tool_calls"].is_array() && !text.is_empty())
    {
        message["content"] = text.into();
        touched = true;
    }
    touched
}

fn thoughts(case: &mut Case) -> bool {
    let thought = case.reply.pointer("/json/message/thinking").cloned();
    let (Some(thought), Some(content)) = (thought, case.content()) else { return false };
    content.insert(0, json!({"reasoning": thought}));
    true
}

fn calls(case: &mut Case) -> bool {
    let lines = case.reply["ndjson"].as_array().cloned().unwrap_or_else(|| vec![case.reply["json"].clone()]);
    let asked: Vec<Value> = lines
        .iter()
        .flat_map(|line| line["message"]["tool_calls"].as_array().cloned().unwrap_or_default())
        .enumerate()
        .map(|(at, call)| json!({"toolRequest": {"name": call["function"]["name"], "ref": at.to_string(), "input": call["function"]["arguments"]}}))
        .collect();
    if asked.is_empty() {
        return false;
    }
    let mut all = asked.iter();
    for part in case.chunks.iter_mut().flat_map(|chunk| chunk["content"].as_array_mut().unwrap()) {
        if part.get("toolRequest").is_some() {
            *part = all.next().unwrap().clone();
        }
    }
    *case.content().unwrap() = asked;
    true
}

fn empty_chunks(case: &mut Case) -> bool {
    let before = case.chunks.len();
    case.chunks.retain(|chunk| chunk["content"] != json!([{"text": ""}]));
    case.chunks.len() < before
}

fn lines(case: &mut Case) -> bool {
    let texts = |role: fn(&str) -> bool, case: &Case| -> Vec<String> {
        let messages = case.request["messages"].as_array().into_iter().flatten();
        let parts = messages.filter(|message| role(message["role"].as_str().unwrap()));
        let parts = parts.flat_map(|message| message["content"].as_array().unwrap());
        parts.filter_map(|part| part["text"].as_str().map(str::to_owned)).collect()
    };
    let prompt = texts(|role| role != "system", case).join("\n");
    let Some(body) = case.body().filter(|body| body.get("prompt").is_some()) else { return false };
    body["prompt"] = prompt.into();
    true
}

fn listing(case: &mut Case) -> bool {
    let lists = case.action.starts_with("list ");
    if lists {
        case.http[0]["headers"] = json!({});
        case.response = None;
    }
    lists
}
