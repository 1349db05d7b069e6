//! Every case of Genkit JS: the same request and the same result, or a difference on purpose.

use libtest_mimic::{Failed, Trial};
use serde_json::{Value, json};

use crate::case::Case;
use crate::compare::differences;
use crate::run::{AddPlugin, block, run, told};
use crate::shared::{files, shared};
use crate::{Difference, Provider, capture, contract, difference};

pub(crate) fn trials(provider: &Provider) -> Vec<Trial> {
    let root = shared().unwrap().join("wire");
    let mut trials = Vec::new();
    let mut met: Vec<(Difference, Vec<String>)> =
        provider.differences.iter().map(|d| (*d, Vec::new())).collect();
    for path in provider.wire.iter().flat_map(|folder| files(&root.join(folder))) {
        let recorded = Case::read(&path);
        let mut expected = recorded.clone();
        for (difference, cases) in &mut met {
            if (difference.change)(&mut expected) {
                cases.push(recorded.id.clone());
            }
        }
        let plugin = provider.plugin;
        trials.push(Trial::test(format!("wire::{}", recorded.id), move || {
            block(check(plugin, &recorded, &expected)).map_err(Failed::from)
        }));
    }
    for (difference, cases) in &met {
        let (what, none) = (difference.what, cases.is_empty());
        trials.push(Trial::test(format!("difference::{what}"), move || {
            if none { Err("no case shows it".into()) } else { Ok(()) }
        }));
    }
    let (package, text) = (provider.package, difference::listed(&met));
    trials.push(Trial::test("differences are listed", move || {
        difference::check(package, &text).map_err(Failed::from)
    }));
    trials
}

async fn check(plugin: AddPlugin, recorded: &Case, expected: &Case) -> Result<(), String> {
    let case = expected;
    let input = case.request.clone();
    let ran = run(plugin, case.folder(), &case.action, input, case.stream, case.replies()).await;
    let http: Vec<Value> = ran.requests.iter().map(told).collect();
    capture::write(case, &http);

    let mut wrong = Vec::new();
    for (at, request) in http.iter().enumerate() {
        wrong.extend(violations(request, case).into_iter().map(|v| format!("contract of request {at}: {v}")));
        let was = recorded.http.get(at);
        let broken = |was: &Value| !violations(was, case).is_empty();
        if was.is_some_and(|was| broken(was) && was["body"] == request["body"]) {
            wrong.push(format!("request {at} is as broken as that of Genkit JS"));
        }
    }
    let shown: Vec<Value> = http.iter().zip(&case.http).map(|(is, was)| only_listed(is, was)).collect();
    let shown = if http.len() == case.http.len() { shown } else { http.clone() };
    wrong.extend(differences(&json!(case.http), &json!(shown)).into_iter().map(|d| format!("http{d}")));
    if case.stream {
        wrong.extend(
            differences(&json!(case.chunks), &json!(ran.chunks)).into_iter().map(|d| format!("chunks{d}")),
        );
    }
    match (&case.error, &case.response, ran.result) {
        (Some(error), _, Err(is)) => {
            let status = error.get("status").and_then(Value::as_str);
            if status.is_some_and(|status| status != is.status().name()) {
                wrong.push(format!("error: expected {error}, is {is}"));
            }
        }
        (Some(error), _, Ok(is)) => wrong.push(format!("expected the error {error}, is {is}")),
        (None, Some(response), Ok(is)) => {
            wrong.extend(differences(response, &is).into_iter().map(|d| format!("response{d}")));
        }
        (None, _, Err(is)) => wrong.push(format!("expected a response, is {is:?}")),
        // A difference took both: told by a test of its own.
        (None, None, Ok(_)) => {}
    }
    if wrong.is_empty() {
        return Ok(());
    }
    wrong.truncate(12);
    Err(format!("{}\nrequest: {}", wrong.join("\n"), recorded.request))
}

fn violations(request: &Value, case: &Case) -> Vec<String> {
    match contract::violations(request) {
        none if none.is_empty() => none,
        _ => contract::violations(&without_own(request, case)),
    }
}

/// A request without what the user's own configuration put there word for word: that is passed on whatever it says.
fn without_own(request: &Value, case: &Case) -> Value {
    let mut request = request.clone();
    let config = case.request.get("config").and_then(Value::as_object);
    for (name, value) in config.into_iter().flatten() {
        for place in ["/body", "/body/generationConfig", "/body/parameters", "/body/options"] {
            let Some(members) = request.pointer_mut(place).and_then(Value::as_object_mut) else { continue };
            if members.get(name) == Some(value) {
                members.shift_remove(name);
            } else if let (Some(Value::Array(items)), Value::Array(own)) = (members.get_mut(name), value) {
                items.retain(|item| !own.contains(item));
            }
        }
    }
    request
}

/// A request with those headers only that the case lists.
fn only_listed(is: &Value, was: &Value) -> Value {
    let mut is = is.clone();
    let listed = was.get("headers").and_then(Value::as_object);
    if let (Some(headers), Some(listed)) = (is["headers"].as_object_mut(), listed) {
        headers.retain(|name, _| listed.contains_key(name));
    }
    is
}
