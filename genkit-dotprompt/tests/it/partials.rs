//! Partials: what they see, how they are indented, and what is missing.

use genkit_dotprompt::{Environment, ErrorKind};
use serde_json::{Value, json};

use crate::support::render_in;

trials![contexts, indentation, missing, errors_name_the_partial, dynamic];

fn environment() -> Environment {
    let mut env = Environment::new();
    for (name, source) in [
        ("name", "[{{name}}]"),
        ("outer", "[{{../name}}{{@index}}{{@root.name}}]"),
        ("this", "{{json this}}"),
        ("lines", "a\n\n{{name}}\n"),
        ("nest", "x\n  {{> lines}}\ny\n"),
        ("tree", "{{name}}{{#each kids}}({{> tree}}){{/each}}"),
        ("front", "---\nmodel: x\n---\nHi"),
        ("broken", "\n {{nope 1}}"),
        ("system", "{{role 'system'}}Be kind.\n"),
        ("a/b-c.d", "path"),
    ] {
        env.define_partial(name, source).unwrap();
    }
    env
}

fn rows(rows: &[(&str, &str)]) {
    let input: Value = json!({
        "name": "Ada", "user": {"name": "Bo"}, "items": [{"name": "p"}],
        "root": {"name": "1", "kids": [{"name": "2", "kids": [{"name": "3"}]}, {"name": "4"}]},
    });
    for (source, expected) in rows {
        let rendered = render_in(&environment(), source, &input).unwrap();
        assert_eq!(rendered.to_text(), *expected, "{source:?}");
    }
}

fn contexts() {
    rows(&[
        ("{{> name}}", "[Ada]"),
        ("{{>name}}", "[Ada]"),
        ("{{> name user}}", "[Bo]"),
        ("{{> name name='X'}}", "[X]"),
        ("{{> name user name=name}}", "[Ada]"),
        ("{{> this user x=1 name=gone}}", "{\"x\":1}"),
        ("{{#each items}}{{> name}}{{> outer}}{{/each}}", "[p][0Ada]"),
        ("{{#each items as |it|}}{{> name it}}{{/each}}", "[p]"),
        ("{{#with root}}{{> tree}}{{/with}}", "1(2(3))(4)"),
        ("{{> front}}", "---\nmodel: x\n---\nHi"),
        ("{{> a/b-c.d}}{{> 'a/b-c.d'}}", "pathpath"),
    ]);
}

fn indentation() {
    rows(&[
        ("  {{> lines}}\nz", "  a\n  \n  Ada\nz"),
        (" {{> nest}}\nz", " x\n   a\n   \n   Ada\n y\nz"),
        ("b {{> lines}}\nz", "b a\n\nAda\n\nz"),
        ("{{> lines}}\nz", "a\n\nAda\nz"),
        ("q\n  {{> system}}", "q\n  Be kind.\n"),
    ]);
}

fn missing() {
    let error = render_in(&environment(), "a\n {{> nam}}", &json!({})).unwrap_err();
    assert_eq!(error.to_string(), "2:2: The partial nam could not be found; did you mean `name`?");
    assert_eq!((error.kind(), error.subject()), (ErrorKind::UnknownPartial, Some("nam")));
    // Also where nobody would come by.
    assert!(render_in(&environment(), "{{#if x}}{{> gone}}{{/if}}", &json!({})).is_err());
}

fn errors_name_the_partial() {
    let error = render_in(&environment(), "{{> broken}}", &json!({})).unwrap_err();
    assert_eq!(error.to_string(), "partial broken:2:4: unknown helper `nope`");
    let error = Environment::new().define_partial("bad", "\n{{#if x}}").unwrap_err();
    assert_eq!(error.to_string(), "partial bad:2:1: the block `if` is never closed; add `{{/if}}`");
}

fn dynamic() {
    let env = environment();
    let input = json!({"which": {"p": "name"}, "name": "Ada"});
    assert_eq!(render_in(&env, "{{> (lookup which 'p')}}", &input).unwrap().to_text(), "[Ada]");
    let error = render_in(&env, "{{> (lookup which 'q')}}", &input).unwrap_err();
    assert_eq!(error.to_string(), "1:1: the name of the partial is no text");
}
