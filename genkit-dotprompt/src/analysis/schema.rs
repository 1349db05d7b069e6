//! What a JSON Schema declares at a place.

use serde_json::Value;

use super::place::Step;

/// More alternatives than this and the schema counts as open: it is not our place to judge it.
const MAX_ALTERNATIVES: usize = 64;

/// What a schema says of a place.
#[derive(Debug, PartialEq)]
pub(super) enum Verdict<'s> {
    /// It is declared, by one of these.
    Declared(Vec<&'s Value>),
    /// The schema allows anything there.
    Open,
    /// The step of that number leads to nothing; beside it there is this.
    Missing { step: usize, instead: Vec<&'s str> },
}

/// What a value at a place can be, null aside.
#[derive(Debug, PartialEq, Eq, Clone, Copy)]
pub(super) enum Shape {
    Boolean,
    List,
    Object,
    Unclear,
}

pub(super) fn verdict<'s>(root: &'s Value, steps: &[Step]) -> Verdict<'s> {
    let mut here = vec![root];
    for (number, step) in steps.iter().enumerate() {
        let Some(alternatives) = unfold(root, &here) else { return Verdict::Open };
        let mut next = Vec::new();
        let mut instead = Vec::new();
        for schema in alternatives {
            match follow(schema, step) {
                Next::Schema(schemas) => next.extend(schemas),
                Next::Open => return Verdict::Open,
                Next::Nothing => instead.extend(properties(schema).map(|(name, _)| name)),
            }
        }
        if next.is_empty() {
            return Verdict::Missing { step: number, instead };
        }
        here = next;
    }
    Verdict::Declared(here)
}

pub(super) fn shape(root: &Value, steps: &[Step]) -> Shape {
    let Verdict::Declared(here) = verdict(root, steps) else { return Shape::Unclear };
    let Some(alternatives) = unfold(root, &here) else { return Shape::Unclear };
    let mut shapes = alternatives.into_iter().flat_map(|schema| {
        let kinds = kinds(schema);
        let unclear = kinds.is_empty();
        let shapes = kinds.into_iter().filter(|kind| *kind != "null").map(|kind| match kind {
            "boolean" => Shape::Boolean,
            "array" => Shape::List,
            "object" => Shape::Object,
            _ => Shape::Unclear,
        });
        shapes.chain(unclear.then_some(Shape::Unclear)).collect::<Vec<_>>()
    });
    let first = shapes.next().unwrap_or(Shape::Unclear);
    if shapes.all(|other| other == first) { first } else { Shape::Unclear }
}

enum Next<'s> {
    Schema(Vec<&'s Value>),
    Open,
    Nothing,
}

fn follow<'s>(schema: &'s Value, step: &Step) -> Next<'s> {
    let kinds = kinds(schema);
    let can_be = |kind: &str| kinds.contains(&kind);
    if schema == &Value::Bool(true) || kinds.is_empty() {
        return Next::Open;
    }
    match step {
        Step::Field(name) => {
            if can_be("object")
                && let next @ (Next::Schema(_) | Next::Open) = member(schema, name)
            {
                return next;
            }
            let counted = can_be("array") || can_be("string");
            if counted && name == "length" || can_be("array") && name.parse::<usize>().is_ok() {
                return elements(schema, name);
            }
            Next::Nothing
        }
        Step::Element if can_be("array") => elements(schema, ""),
        Step::Element if can_be("object") => {
            let mut all: Vec<_> = properties(schema).map(|(_, schema)| schema).collect();
            match schema.get("additionalProperties") {
                Some(Value::Bool(false)) => {}
                Some(more @ Value::Object(_)) => all.push(more),
                None if !all.is_empty() => {}
                _ => return Next::Open,
            }
            Next::Schema(all)
        }
        // A loop over anything else has no rounds, so nothing in it can be wrong.
        Step::Element => Next::Open,
    }
}

fn member<'s>(schema: &'s Value, name: &str) -> Next<'s> {
    if let Some((_, schema)) = properties(schema).find(|(known, _)| *known == name) {
        return Next::Schema(vec![schema]);
    }
    if schema.get("patternProperties").is_some() {
        return Next::Open;
    }
    match schema.get("additionalProperties") {
        Some(Value::Bool(false)) => Next::Nothing,
        Some(more @ Value::Object(_)) => Next::Schema(vec![more]),
        // An object that says what it has declares nothing else, even though JSON Schema would let it pass.
        None if schema.get("properties").is_some() => Next::Nothing,
        _ => Next::Open,
    }
}

fn elements<'s>(schema: &'s Value, name: &str) -> Next<'s> {
    match schema.get("items") {
        Some(items @ Value::Object(_)) if name != "length" => Next::Schema(vec![items]),
        _ => Next::Open,
    }
}

fn properties(schema: &Value) -> impl Iterator<Item = (&str, &Value)> {
    let members = schema.get("properties").and_then(Value::as_object);
    members.into_iter().flatten().map(|(name, schema)| (name.as_str(), schema))
}

/// The types a schema names, or that its words imply; none if it says nothing of types.
fn kinds(schema: &Value) -> Vec<&str> {
    match schema.get("type") {
        Some(Value::String(kind)) => vec![kind],
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).collect(),
        _ if schema.get("properties").is_some() => vec!["object"],
        _ if schema.get("items").is_some() => vec!["array"],
        _ => Vec::new(),
    }
}

/// Follows `$ref`, `anyOf`, `oneOf` and `allOf`; `None` if that leads out of the schema, or is too much.
fn unfold<'s>(root: &'s Value, schemas: &[&'s Value]) -> Option<Vec<&'s Value>> {
    let mut found = Vec::new();
    let mut open: Vec<&Value> = schemas.to_vec();
    let mut visited = 0;
    while let Some(schema) = open.pop() {
        visited += 1;
        if visited > MAX_ALTERNATIVES {
            return None;
        }
        let mut leads_on = false;
        if let Some(reference) = schema.get("$ref").and_then(Value::as_str) {
            open.push(root.pointer(reference.strip_prefix('#')?)?);
            leads_on = true;
        }
        for word in ["anyOf", "oneOf", "allOf"] {
            if let Some(Value::Array(alternatives)) = schema.get(word) {
                open.extend(alternatives);
                leads_on = true;
            }
        }
        if !leads_on || schema.get("properties").is_some() {
            found.push(schema);
        }
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn says(schema: &Value, path: &[&str]) -> String {
        let steps: Vec<Step> = path
            .iter()
            .map(|step| if *step == "*" { Step::Element } else { Step::Field((*step).to_owned()) })
            .collect();
        match verdict(schema, &steps) {
            Verdict::Declared(_) => "declared".to_owned(),
            Verdict::Open => "open".to_owned(),
            Verdict::Missing { step, .. } => format!("missing {step}"),
        }
    }

    #[test]
    fn places() {
        let schema = json!({
            "type": "object",
            "properties": {
                "name": {"type": "string"},
                "tags": {"type": ["array", "null"], "items": {"type": "string"}},
                "any": {},
                "tree": {"$ref": "#/$defs/tree"},
                "either": {"anyOf": [{"properties": {"a": {"type": "string"}}}, {"type": "null"}]},
                "free": {"type": "object", "additionalProperties": {"type": "number"}},
            },
            "$defs": {"tree": {"type": "object", "properties": {
                "label": {"type": "string"},
                "children": {"type": "array", "items": {"$ref": "#/$defs/tree"}},
            }}},
        });
        for (path, expected) in [
            (&["name"][..], "declared"),
            (&["nmae"], "missing 0"),
            (&["name", "length"], "open"),
            (&["name", "first"], "missing 1"),
            (&["tags", "*"], "declared"),
            (&["tags", "0"], "declared"),
            (&["tags", "*", "x"], "missing 2"),
            (&["any", "x", "y"], "open"),
            (&["tree", "children", "*", "children", "*", "label"], "declared"),
            (&["tree", "children", "*", "lable"], "missing 3"),
            (&["either", "a"], "declared"),
            (&["either", "b"], "missing 1"),
            (&["free", "whatever"], "declared"),
            (&["free", "*"], "declared"),
        ] {
            assert_eq!(says(&schema, path), expected, "{path:?}");
        }
    }

    #[test]
    fn a_reference_to_itself_ends() {
        let schema = json!({"$ref": "#"});
        assert_eq!(says(&schema, &["x"]), "open");
    }
}
