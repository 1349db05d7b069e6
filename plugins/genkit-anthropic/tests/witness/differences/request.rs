//! What is sent.

use genkit::schema::Dialect;
use provider_tests::Case;
use serde_json::{Value, json};

use super::answer::succeed;

/// A list, without making one by asking for it.
fn list<'a>(value: &'a mut Value, name: &str) -> impl Iterator<Item = &'a mut Value> {
    value.get_mut(name).and_then(Value::as_array_mut).into_iter().flatten()
}

fn beta(case: &Case) -> bool {
    case.request["config"]["apiVersion"] == "beta"
}

/// A request with this body in place of none, and its answer in place of an error.
fn sends(case: &mut Case, more: &Value) {
    let usual =
        "files-api-2025-04-14,effort-2025-11-24,structured-outputs-2025-11-13,task-budgets-2026-03-13";
    let mut headers = json!({
        "anthropic-version": "2023-06-01", "x-api-key": "key-a", "content-type": "application/json",
    });
    let mut url = "http://127.0.0.1:9/v1/messages".to_owned();
    if beta(case) {
        headers["anthropic-beta"] = usual.into();
        url += "?beta=true";
    }
    let mut body = json!({"model": "claude-sonnet-4-5", "max_tokens": 4096});
    for (name, value) in more.as_object().unwrap() {
        body[name] = value.clone();
    }
    case.http = vec![json!({"method": "POST", "url": url, "headers": headers, "body": body})];
    succeed(case);
}

fn refuses(case: &mut Case) {
    case.http.clear();
    case.response = None;
    case.error = Some(json!({"status": "INVALID_ARGUMENT"}));
}

/// The messages of a case whose parts are all text, or turned into text or nothing by `part`.
fn messages(case: &Case, part: impl Fn(&Value) -> Option<Value>) -> Vec<Value> {
    let all = case.request["messages"].as_array().unwrap().iter();
    let one = |message: &Value| {
        let content: Vec<Value> = message["content"].as_array().unwrap().iter().filter_map(&part).collect();
        let role = if message["role"] == "model" { "assistant" } else { "user" };
        (!content.is_empty()).then(|| json!({"role": role, "content": content}))
    };
    all.filter(|message| message["role"] != "system").filter_map(one).collect()
}

fn text(part: &Value) -> Option<Value> {
    part["text"].as_str().map(|text| json!({"type": "text", "text": text}))
}

pub(super) fn json_output(case: &mut Case) -> bool {
    let Some(error) = &case.error else { return false };
    if !error["message"].as_str().unwrap_or_default().starts_with("Only text output format") {
        return false;
    }
    let mut body = json!({"messages": messages(case, text)});
    let output = &case.request["output"];
    if output["constrained"] == true && output["schema"].is_object() {
        body["output_config"] = json!({"format": {"type": "json_schema", "schema": output["schema"]}});
    }
    sends(case, &body);
    true
}

pub(super) fn systems(case: &mut Case) -> bool {
    let roles: Vec<&str> =
        case.request["messages"].as_array().unwrap().iter().map(|m| m["role"].as_str().unwrap()).collect();
    let leading = roles.iter().take_while(|role| **role == "system").count();
    if leading < 2 || roles[leading..].contains(&"system") {
        return false;
    }
    let told = case.request["messages"].as_array().unwrap()[..leading].iter();
    let system: Vec<Value> =
        told.flat_map(|message| message["content"].as_array().unwrap()).filter_map(text).collect();
    let body = json!({"messages": messages(case, text), "system": system});
    sends(case, &body);
    true
}

pub(super) fn foreign_parts(case: &mut Case) -> bool {
    let Some(error) = case.error.as_ref().and_then(|error| error["message"].as_str()) else { return false };
    let foreign = error.contains("require a signature")
        || error.contains("{\"custom\":{\"executableCode\"")
        || error.contains("{\"data\":");
    if !foreign {
        return false;
    }
    let data = |part: &Value| {
        part.get("data").map(|data| json!({"type": "text", "text": data.to_string()})).or_else(|| text(part))
    };
    let body = json!({"messages": messages(case, data)});
    sends(case, &body);
    true
}

pub(super) fn ids(case: &mut Case) -> bool {
    let told = case.error.as_ref().and_then(|error| error["message"].as_str()).unwrap_or_default();
    if !told.starts_with("Tool request ref is required") {
        return false;
    }
    let part = |part: &Value| {
        if let Some(call) = part.get("toolRequest") {
            return Some(
                json!({"type": "tool_use", "id": "call_0", "name": call["name"], "input": call["input"]}),
            );
        }
        if let Some(answer) = part.get("toolResponse") {
            let text = json!([{"type": "text", "text": answer["output"]}]);
            return Some(json!({"type": "tool_result", "tool_use_id": "call_0", "content": text}));
        }
        text(part)
    };
    let tools = case.tools().iter();
    let tools: Vec<Value> = tools
        .map(
            |t| json!({"name": t["name"], "description": t["description"], "input_schema": t["inputSchema"]}),
        )
        .collect();
    let body = json!({"messages": messages(case, part), "tools": tools});
    sends(case, &body);
    true
}

pub(super) fn small_budget(case: &mut Case) -> bool {
    let small = case.request.pointer("/config/thinking/budgetTokens").and_then(Value::as_u64);
    let small = small.is_some_and(|budget| budget < 1024);
    if small {
        refuses(case);
    }
    small
}

pub(super) fn no_messages(case: &mut Case) -> bool {
    let none = case.request["messages"].as_array().is_some_and(Vec::is_empty);
    if none {
        refuses(case);
    }
    none
}

pub(super) fn no_citations(case: &mut Case) -> bool {
    let Some(body) = case.body() else { return false };
    let mut touched = false;
    let mut drop = |block: &mut Value| {
        let null = block.get("citations").is_some_and(Value::is_null);
        touched |= null;
        if null {
            block.as_object_mut().unwrap().shift_remove("citations");
        }
    };
    list(body, "system").for_each(&mut drop);
    for message in list(body, "messages") {
        list(message, "content").for_each(&mut drop);
    }
    touched
}

pub(super) fn cache_control(case: &mut Case) -> bool {
    if !beta(case) {
        return false;
    }
    let mut given: Vec<Value> = case.request["messages"].as_array().cloned().unwrap();
    let Some(body) = case.body() else { return false };
    let mut touched = false;
    let mut mark = |blocks: &mut dyn Iterator<Item = &mut Value>, parts: &Value| {
        for (block, part) in blocks.zip(parts.as_array().unwrap()) {
            if let Some(cache) = part["metadata"].get("cache_control") {
                block["cache_control"] = cache.clone();
                touched = true;
            }
        }
    };
    if given.first().is_some_and(|message| message["role"] == "system") {
        mark(&mut list(body, "system"), &given.remove(0)["content"]);
    }
    if given.len() == body["messages"].as_array().map_or(0, Vec::len) {
        for (message, given) in list(body, "messages").zip(&given) {
            mark(&mut list(message, "content"), &given["content"]);
        }
    }
    touched
}

pub(super) fn cache_mark(case: &mut Case) -> bool {
    let given: Vec<Value> = case.request["messages"].as_array().cloned().unwrap();
    let Some(body) = case.body() else { return false };
    let mut touched = false;
    for (message, given) in list(body, "messages").zip(&given) {
        let Some(seconds) = given["metadata"]["cache"]["ttlSeconds"].as_f64() else { continue };
        let ttl = if seconds > 300.0 {
            json!({"type": "ephemeral", "ttl": "1h"})
        } else {
            json!({"type": "ephemeral"})
        };
        message["content"].as_array_mut().unwrap().last_mut().unwrap()["cache_control"] = ttl;
        touched = true;
    }
    touched
}

pub(super) fn tool_choice(case: &mut Case) -> bool {
    let choice = match case.request["toolChoice"].as_str() {
        Some("required") => "any",
        Some(choice) => choice,
        None => return false,
    }
    .to_owned();
    let Some(body) = case.body() else { return false };
    body["tool_choice"] = json!({"type": choice});
    true
}

pub(super) fn own_tools(case: &mut Case) -> bool {
    let own = case.request["config"]["tools"].is_array();
    let tools: Vec<Value> = case
        .tools()
        .iter()
        .map(
            |t| json!({"name": t["name"], "description": t["description"], "input_schema": t["inputSchema"]}),
        )
        .collect();
    let Some(sent) = case.body().filter(|_| own).and_then(|body| body["tools"].as_array_mut()) else {
        return false;
    };
    sent.splice(0..0, tools);
    true
}

pub(super) fn slashes(case: &mut Case) -> bool {
    let Some(body) = case.body() else { return false };
    let mut touched = false;
    for tool in list(body, "tools") {
        let name = tool["name"].as_str().unwrap_or_default().to_owned();
        if name.contains('/') {
            tool["name"] = name.replace('/', "__").into();
            touched = true;
        }
    }
    touched
}

pub(super) fn multipart(case: &mut Case) -> bool {
    let given: Vec<Value> = case.request["messages"].as_array().cloned().unwrap();
    let parts = given
        .iter()
        .flat_map(|message| message["content"].as_array().unwrap())
        .find_map(|part| part["toolResponse"]["content"].as_array());
    let (Some(parts), Some(body)) = (parts, case.body()) else { return false };
    let mut blocks = list(body, "messages").flat_map(|message| list(message, "content"));
    let result = blocks.find(|block| block["type"] == "tool_result").unwrap();
    let content = result["content"].as_array_mut().unwrap();
    for part in parts {
        content.push(text(part).unwrap_or_else(|| {
            let url = part["media"]["url"].as_str().unwrap();
            let (head, data) = url.strip_prefix("data:").unwrap().split_once(";base64,").unwrap();
            json!({"type": "image", "source": {"type": "base64", "media_type": head, "data": data}})
        }));
    }
    true
}

pub(super) fn task_budget(case: &mut Case) -> bool {
    let budget = case.body().and_then(|body| body.get_mut("output_config")?.get_mut("task_budget"));
    let Some(budget) = budget.filter(|budget| budget.get("type").is_none()) else { return false };
    budget["type"] = "tokens".into();
    true
}

pub(super) fn keywords(case: &mut Case) -> bool {
    let schema =
        case.body().and_then(|body| body.get_mut("output_config")?.get_mut("format")?.get_mut("schema"));
    let Some(schema) = schema else { return false };
    let lowered = Dialect::Anthropic.lower(schema).unwrap().schema;
    let touched = lowered != *schema;
    *schema = lowered;
    touched
}

pub(super) fn own_key(case: &mut Case) -> bool {
    let key = case.request["config"]["apiKey"].clone();
    let Some(sent) = case.http.first_mut().filter(|_| key.is_string()) else { return false };
    sent["headers"]["x-api-key"] = key;
    true
}
