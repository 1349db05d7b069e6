//! Front matter: its fields, their faults, and its defaults.

use genkit_dotprompt::{Data, Environment, Prompt, Schemas};
use serde_json::{Map, Value, json};

trials![
    fields,
    shapes,
    yaml_faults,
    places,
    defaults,
    overrides,
    metadata_in_templates,
    template_places,
    order
];

fn parse(source: &str) -> Prompt {
    Prompt::parse(source).unwrap_or_else(|error| panic!("{source}: {error}"))
}

fn fields() {
    let prompt = parse(
        "---
name: menu
variant: formal
version: 1.10
description: >
  A menu
  for the day
model: acme/chat
tools: [search, 'weather']
toolChoice: auto
maxTurns: 3
returnToolRequests: true
use:
  - retry
  - name: cache
    config: {ttl: 60}
metadata: {team: red}
output:
  format: json
  schema: string
  instructions: false
a.b.c: 1
---
Hi",
    );
    let front = prompt.front_matter();
    assert_eq!(front.name.as_deref(), Some("menu"));
    assert_eq!(front.variant.as_deref(), Some("formal"));
    assert_eq!(front.version.as_deref(), Some("1.10"));
    assert_eq!(front.description.as_deref(), Some("A menu for the day\n"));
    assert_eq!(front.model.as_deref(), Some("acme/chat"));
    assert_eq!(front.tools, ["search", "weather"]);
    assert_eq!(front.tool_choice.as_deref(), Some("auto"));
    assert_eq!((front.max_turns, front.return_tool_requests), (Some(3), Some(true)));
    assert_eq!(front.middleware[0].name, "retry");
    assert_eq!(front.middleware[1].config, Some(json!({"ttl": 60})));
    assert_eq!(front.metadata["team"], "red");
    assert_eq!(front.output_format(), Some("json"));
    assert_eq!(front.output_fields()["instructions"], false);
    assert_eq!(Value::Object(front.ext.clone()), json!({"a.b": {"c": 1}}));
    assert_eq!(front.raw["a.b.c"], 1);
    assert_eq!(prompt.template_source(), "Hi");
}

fn shapes() {
    for (yaml, expected) in [
        ("model: [a]", "2:8: `model` must be text"),
        ("config: 1", "2:9: `config` must be a map"),
        ("tools: search", "2:8: `tools` must be a list"),
        ("tools:\n  - {a: 1}", "3:5: `a tool` must be text"),
        ("maxTurns: -1", "2:11: `maxTurns` must be a whole number"),
        ("returnToolRequests: maybe", "2:21: `returnToolRequests` must be true or false"),
        ("use: [1, {x: 1}]", "2:7: `a middleware` must be a name, or a map with a name"),
        ("input: string", "2:8: `input` must be a map"),
        ("input:\n  default: 3", "3:12: `input.default` must be a map"),
        ("output: {format: [json]}", "2:18: `output.format` must be text"),
        ("- a", "2:1: front matter must be `key: value` lines"),
    ] {
        let error = Prompt::parse(&format!("---\n{yaml}\n---\nHi")).unwrap_err();
        assert_eq!(error.to_string(), expected, "{yaml}");
    }
}

fn yaml_faults() {
    for (yaml, line, part) in [
        ("a: 1\nb: [1", 4, "invalid YAML"),
        ("a: 'x", 2, "invalid YAML"),
        ("a: 1\na: 2", 3, "the key `a` appears twice"),
        ("a: *x", 2, "invalid YAML"),
        ("[a, b]: 1", 2, "cannot be a key"),
        ("a: 1\n...\nb: 2", 4, ""),
    ] {
        let error = Prompt::parse(&format!("---\n{yaml}\n---\nHi")).unwrap_err();
        assert_eq!(error.position().unwrap().line, line, "{yaml}: {error}");
        assert!(error.message().contains(part), "{yaml}: {error}");
    }
    let bomb = "a: &a [x,x,x,x,x,x,x,x,x]\nb: &b [*a,*a,*a,*a,*a,*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b,*b,*b,*b,*b,*b]\n\
        d: &d [*c,*c,*c,*c,*c,*c,*c,*c,*c]\ne: &e [*d,*d,*d,*d,*d,*d,*d,*d,*d]\nf: &f [*e,*e,*e,*e,*e,*e,*e,*e,*e]\n\
        g: &g [*f,*f,*f,*f,*f,*f,*f,*f,*f]\nh: [*g,*g,*g,*g,*g,*g,*g,*g,*g]";
    assert!(Prompt::parse(&format!("---\n{bomb}\n---\n")).unwrap_err().message().contains("unfolds"));
    let deep = format!("---\na: {}\n---\n", "[".repeat(10_000));
    assert!(Prompt::parse(&deep).is_err());
}

fn places() {
    let prompt = parse("# (c)\n---\ninput:\n  schema:\n    tags(array, of it): string\n---\n");
    let front = prompt.front_matter();
    assert_eq!(front.position(&["input", "schema", "tags(array, of it)"]).unwrap().to_string(), "5:5");
    assert_eq!(front.position(&["output"]), None);
}

fn defaults() {
    let prompt = parse("---\ninput:\n  default: {a: 1, b: 2, c: 3}\n---\n{{a}} {{b}} {{c}}");
    let given = Map::from_iter([("b".to_owned(), json!(20)), ("c".to_owned(), json!(30))]);
    let input = json!({"c": null});
    let env = Environment::new();
    let text = |data: Data<'_>| env.render(&prompt, &data).unwrap().to_text();
    assert_eq!(text(Data::default()), "1 2 3");
    assert_eq!(text(Data::new(&Value::Null)), "1 2 3");
    assert_eq!(text(Data::new(&input).defaults(&given)), "1 20 ");
    // An input that is no object is taken as it is.
    let whole = parse("---\ninput:\n  default: {a: 1}\n---\n{{this}}");
    assert_eq!(env.render(&whole, &Data::new(&json!("x"))).unwrap().to_text(), "x");
}

fn overrides() {
    let prompt = parse("---\nmodel: a\nconfig: {x: 1, y: 1}\ninput: {schema: string}\n---\n");
    let front = prompt.front_matter();
    let changed = front.with(&json!({"config": {"y": 2}, "input": {"default": {}}, "tools": ["t"]})).unwrap();
    assert_eq!(Value::Object(changed.config.clone()), json!({"x": 1, "y": 2}));
    assert_eq!(changed.tools, ["t"]);
    assert_eq!(changed.input_schema(Schemas::None).unwrap(), None);
    assert_eq!(front.with(&json!({"tools": 1})).unwrap_err().to_string(), "`tools` must be a list");
}

fn metadata_in_templates() {
    let prompt = parse("---\nmodel: acme/chat\n---\n{{@metadata.prompt.model}} {{@metadata.docs.length}}");
    let data = Data::default().docs(&[Value::Null]);
    assert_eq!(Environment::new().render(&prompt, &data).unwrap().to_text(), "acme/chat 1");
    let own = json!({"model": "own"});
    let text = Environment::new().render(&prompt, &data.prompt(&own)).unwrap().to_text();
    assert_eq!(text, "own 1");
}

/// Places in the template count from the start of the file.
fn template_places() {
    let error = Prompt::parse("---\nmodel: a\n---\n\n  Hi {{#if x}}").unwrap_err();
    assert_eq!(error.to_string(), "5:6: the block `if` is never closed; add `{{/if}}`");
}

fn order() {
    let prompt = parse("---\nconfig: {z: 1, a: 2}\nb.x: 1\n---\n");
    assert_eq!(
        serde_json::to_string(&prompt.to_json()).unwrap(),
        r#"{"config":{"z":1,"a":2},"ext":{"b":{"x":1}},"metadata":{},"raw":{"config":{"z":1,"a":2},"b.x":1}}"#
    );
}
