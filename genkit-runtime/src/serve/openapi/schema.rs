//! Schemas of actions, which are of draft 7, as OpenAPI 3.1 has them, which is of 2020-12.

use serde_json::{Map, Value};

/// Named schemas, in one place for the whole document.
#[derive(Default)]
pub(super) struct Schemas(Map<String, Value>);

impl Schemas {
    pub(super) fn into_named(self) -> Map<String, Value> {
        self.0
    }

    /// The schema for use in the document; what it names goes to the others.
    pub(super) fn take(&mut self, schema: &Value) -> Value {
        let mut schema = schema.clone();
        let mut names = Map::new();
        if let Some(members) = schema.as_object_mut() {
            members.remove("$schema");
            for defined in ["definitions", "$defs"] {
                if let Some(Value::Object(definitions)) = members.remove(defined) {
                    self.name(definitions, &mut names);
                }
            }
        }
        renew(&mut schema, &names);
        schema
    }

    /// Finds names for definitions: their own, unless that is another's.
    fn name(&mut self, definitions: Map<String, Value>, names: &mut Map<String, Value>) {
        let mut made = Vec::new();
        for (name, schema) in definitions {
            let plain: String = name
                .chars()
                .map(|c| if c.is_ascii_alphanumeric() || "._-".contains(c) { c } else { '_' })
                .collect();
            let taken = |name: &String| name == "Error" || self.0.contains_key(name);
            let free = |name: &String| !taken(name) && !made.iter().any(|(made, _)| made == name);
            let numbered = (2..).map(|n| format!("{plain}{n}"));
            let chosen = std::iter::once(plain.clone()).chain(numbered).find(free).unwrap_or_default();
            names.insert(name, chosen.clone().into());
            made.push((chosen, schema));
        }
        for (name, mut schema) in made {
            renew(&mut schema, names);
            self.0.insert(name, schema);
        }
    }
}

/// Changes what draft 7 writes otherwise: where names are, and lists of items.
fn renew(schema: &mut Value, names: &Map<String, Value>) {
    match schema {
        Value::Array(items) => items.iter_mut().for_each(|item| renew(item, names)),
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get_mut("$ref") {
                let name =
                    reference.strip_prefix("#/definitions/").or_else(|| reference.strip_prefix("#/$defs/"));
                if let Some(Value::String(chosen)) = name.and_then(|name| names.get(name)) {
                    *reference = format!("#/components/schemas/{chosen}");
                }
            }
            if members.get("items").is_some_and(Value::is_array) {
                let rest = members.remove("additionalItems");
                if let Some(items) = members.remove("items") {
                    members.insert("prefixItems".to_owned(), items);
                }
                members.extend(rest.map(|rest| ("items".to_owned(), rest)));
            }
            members.values_mut().for_each(|member| renew(member, names));
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn what_is_named_twice_gets_two_names() {
        let mut schemas = Schemas::default();
        let tree = |more: &str| {
            json!({
                "$schema": "http://json-schema.org/draft-07/schema#",
                "$ref": "#/definitions/Tree",
                "definitions": {"Tree": {"properties": {more: {"$ref": "#/definitions/Tree"}}}},
            })
        };
        assert_eq!(schemas.take(&tree("left")), json!({"$ref": "#/components/schemas/Tree"}));
        assert_eq!(schemas.take(&tree("right")), json!({"$ref": "#/components/schemas/Tree2"}));
        let named = schemas.into_named();
        assert_eq!(named["Tree2"]["properties"]["right"]["$ref"], "#/components/schemas/Tree2");
    }

    #[test]
    fn tuples_are_written_anew() {
        let tuple = json!({"items": [{"type": "string"}], "additionalItems": false});
        let renewed = Schemas::default().take(&tuple);
        assert_eq!(renewed, json!({"prefixItems": [{"type": "string"}], "items": false}));
    }
}
