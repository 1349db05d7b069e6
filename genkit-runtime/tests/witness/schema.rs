//! Compares two JSON schemas by what they allow: members, which of them are required, and their types.

use std::collections::BTreeSet;

use serde_json::Value;

/// A place where two schemas differ, as a path of members, and how.
pub(crate) type Difference = (String, String);

/// Theirs may refer to definitions of their own.
pub(crate) struct Comparison<'a> {
    pub(crate) definitions: &'a Value,
    /// What a part is here; theirs are told by their names, each kind is compared by itself.
    pub(crate) part: &'a Value,
    pub(crate) differences: Vec<Difference>,
}

impl Comparison<'_> {
    pub(crate) fn compare(&mut self, path: &str, ours: &Value, theirs: &Value) {
        if theirs.get("$ref").and_then(Value::as_str).is_some_and(is_part) {
            let same = without_words(ours) == without_words(self.part);
            return self.unless(same, path, || "is a part there".to_owned());
        }
        let ours = present(ours);
        let theirs = self.resolved(theirs);
        let theirs = present(&theirs);
        if is_open(&theirs) {
            return;
        }
        if let (Some(ours), Some(theirs)) = (words(&ours), words(&theirs)) {
            return self.unless(ours == theirs, path, || format!("is one of {ours:?}, there of {theirs:?}"));
        }
        let (kinds, wanted) = (types(&ours), types(&theirs));
        let fits = kinds
            .iter()
            .all(|kind| wanted.contains(kind) || (kind == "integer" && wanted.contains("number")));
        let none_left_out =
            wanted.iter().all(|w| kinds.contains(w) || (w == "number" && kinds.contains("integer")));
        if !fits || !none_left_out || kinds.is_empty() {
            return self.unless(false, path, || format!("is {kinds:?}, there {wanted:?}"));
        }
        if theirs.get("properties").is_some() {
            self.members(path, &ours, &theirs);
        }
        for inner in ["items", "additionalProperties"] {
            if let (Some(ours), Some(theirs)) = (ours.get(inner), theirs.get(inner).filter(|t| t.is_object()))
            {
                self.compare(&format!("{path}/*"), ours, theirs);
            }
        }
    }

    fn members(&mut self, path: &str, ours: &Value, theirs: &Value) {
        let empty = serde_json::Map::new();
        let of = |schema: &Value| schema["properties"].as_object().unwrap_or(&empty).clone();
        let (have, want) = (of(ours), of(theirs));
        let (must, should) = (required(ours), required(theirs));
        for (name, theirs) in &want {
            let path = format!("{path}/{name}");
            match have.get(name) {
                None => self.unless(false, &path, || "is there only".to_owned()),
                Some(ours) => {
                    self.compare(&path, ours, theirs);
                    let same = must.contains(name) == should.contains(name);
                    self.unless(same, &path, || {
                        format!("required: {}, there {}", must.contains(name), should.contains(name))
                    });
                }
            }
        }
        for name in have.keys().filter(|name| !want.contains_key(*name)) {
            self.unless(false, &format!("{path}/{name}"), || "is here only".to_owned());
        }
    }

    fn unless(&mut self, same: bool, path: &str, how: impl FnOnce() -> String) {
        if !same {
            self.differences.push((path.to_owned(), how()));
        }
    }

    /// The definition that a schema refers to; of several forms, each.
    fn resolved(&self, schema: &Value) -> Value {
        if let Some(forms) = schema.get("anyOf").and_then(Value::as_array) {
            return serde_json::json!({"anyOf": forms.iter().map(|form| self.resolved(form)).collect::<Vec<_>>()});
        }
        match schema.get("$ref").and_then(Value::as_str).and_then(|r| r.strip_prefix("#/$defs")) {
            Some(pointer) => self.resolved(self.definitions.pointer(pointer).expect("a definition")),
            None => schema.clone(),
        }
    }
}

fn is_part(reference: &str) -> bool {
    reference.strip_prefix("#/$defs/").is_some_and(|name| name.ends_with("Part") && !name.contains('/'))
}

/// The schema of what is there: without `null`, and of several forms the one that is left.
fn present(schema: &Value) -> Value {
    let forms = schema.get("anyOf").and_then(Value::as_array);
    let left: Vec<&Value> = forms.into_iter().flatten().filter(|form| form["type"] != "null").collect();
    match left[..] {
        [only] => present(only),
        _ => schema.clone(),
    }
}

/// True if anything is allowed, as far as types go.
fn is_open(schema: &Value) -> bool {
    schema
        .as_object()
        .is_none_or(|s| !["type", "anyOf", "oneOf", "enum", "const"].iter().any(|k| s.contains_key(*k)))
}

/// The types of a schema or of its forms.
fn types(schema: &Value) -> BTreeSet<String> {
    let forms = schema.get("anyOf").or(schema.get("oneOf")).and_then(Value::as_array);
    let mut types: BTreeSet<String> = forms.into_iter().flatten().flat_map(types).collect();
    match schema.get("type") {
        Some(Value::String(one)) => drop(types.insert(one.clone())),
        Some(Value::Array(many)) => types.extend(many.iter().filter_map(Value::as_str).map(str::to_owned)),
        _ => {}
    }
    types.remove("null");
    types
}

/// The values of an enumeration.
fn words(schema: &Value) -> Option<BTreeSet<String>> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        return words.iter().filter(|w| !w.is_null()).map(text).collect();
    }
    match schema.get("oneOf").and_then(Value::as_array) {
        Some(forms) => {
            let inner: Option<Vec<BTreeSet<String>>> = forms.iter().map(words).collect();
            Some(inner?.into_iter().flatten().collect())
        }
        None => Some(BTreeSet::from([text(schema.get("const")?)?])),
    }
}

fn required(schema: &Value) -> BTreeSet<String> {
    let names = schema["required"].as_array().into_iter().flatten();
    names.filter_map(Value::as_str).map(str::to_owned).collect()
}

fn without_words(schema: &Value) -> Value {
    let mut schema = schema.clone();
    if let Some(schema) = schema.as_object_mut() {
        schema.retain(|name, _| !matches!(name.as_str(), "description" | "$schema"));
    }
    schema
}
