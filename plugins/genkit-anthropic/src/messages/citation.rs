//! Citations: the provider's in snake case, Genkit's in camel case.

use serde_json::{Map, Value};

/// The citations of an answer's text, as Genkit has them.
pub(super) fn read(told: &Value) -> Value {
    let all = told.as_array().into_iter().flatten().filter_map(Value::as_object);
    all.map(|one| one.iter().map(|(name, value)| (camel(name), value.clone())).collect::<Map<_, _>>())
        .collect()
}

/// Genkit's citations, as the provider takes them back.
pub(super) fn sent(told: &Value) -> Vec<Value> {
    let all = told.as_array().into_iter().flatten().filter_map(Value::as_object);
    // The provider tells the file, and does not want to be told.
    let one = |one: &Map<String, Value>| {
        let mut members: Map<_, _> =
            one.iter().filter(|(name, _)| *name != "fileId").map(|(n, v)| (snake(n), v.clone())).collect();
        for title in ["document_title", "title"] {
            if members.get(title).is_some_and(|value| value.as_str() == Some("")) {
                members.insert(title.to_owned(), Value::Null);
            }
        }
        Value::Object(members)
    };
    all.map(one).collect()
}

fn camel(name: &str) -> String {
    let mut words = name.split('_');
    let mut camel = words.next().unwrap_or_default().to_owned();
    for word in words {
        let mut letters = word.chars();
        camel.extend(letters.next().map(|c| c.to_ascii_uppercase()));
        camel.push_str(letters.as_str());
    }
    camel
}

fn snake(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 4);
    for c in name.chars() {
        if c.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(c.to_ascii_lowercase());
    }
    snake
}
