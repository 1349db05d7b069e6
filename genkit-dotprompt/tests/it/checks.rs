//! The check before anything runs.

use genkit_dotprompt::{Checker, Partials, Prompt, Schemas, Step, VariableKind, check};
use serde_json::json;

trials![
    declared,
    undeclared,
    names,
    misuse,
    front_matter,
    partials,
    endless_partials,
    variable_blocks,
    settings,
    usage,
    recursive_partials,
];

const SCHEMA: &str = "---
input:
  schema:
    name: string
    user?(object): {email: string, address: {city: string}}
    items(array): {price: number, tags(array): string}
    free: any
    vip: boolean
    open(object): {known: string, (*): any}
  default: {name: Ada}
---
";

fn partials() {
    let mut partials = Partials::new();
    partials.define("card", "{{name}} {{price}}\n{{cost}}").unwrap();
    partials.define("wrap", "{{> card}}").unwrap();
    // In the context of an item there is no name; the same partial elsewhere lacks the price.
    assert_eq!(
        found_with(&partials, "{{#each items}}{{> wrap name='x'}}{{/each}}"),
        ["partial card:2:3: the input schema does not declare `cost`"]
    );
    assert_eq!(
        found_with(&partials, "{{> card price=name cost=free}}{{> card items.[0] name=1 cost=2}}"),
        Vec::<String>::new()
    );
    assert_eq!(found_with(&partials, "{{> card user}}").len(), 3,);
}

fn found_with(partials: &Partials, template: &str) -> Vec<String> {
    let prompt = Prompt::parse(&format!("{SCHEMA}{template}")).unwrap();
    check(&prompt, partials).iter().map(ToString::to_string).collect()
}

fn found(template: &str) -> Vec<String> {
    found_with(&Partials::new(), template)
}

fn declared() {
    for template in [
        "{{name}}{{user.email}}{{user.address.city}}",
        "{{#each items}}{{price}}{{#each tags}}{{this}}{{@index}}{{../price}}{{../../name}}{{/each}}{{/each}}",
        "{{#each items as |item i|}}{{item.price}}{{i}}{{../name.length}}{{/each}}",
        "{{#with user}}{{email}}{{@root.name}}{{../name}}{{/with}}",
        "{{items.[0].price}}{{items.length}}{{free.what.ever}}{{open.known}}{{open.other}}",
        "{{@auth.uid}}{{@state.x}}{{json this}}{{this.name}}",
        "{{#each user}}{{this}}{{/each}}{{#if vip}}{{name}}{{else if name}}{{free}}{{else}}{{name}}{{/if}}",
        "{{#with (lookup items 0)}}{{anything}}{{/with}}",
    ] {
        assert_eq!(found(template), Vec::<String>::new(), "{template}");
    }
}

fn undeclared() {
    for (template, expected) in [
        ("{{nmae}}", "12:3: the input schema does not declare `nmae`; did you mean `name`?"),
        (
            "{{user.adress.city}}",
            "12:8: the input schema does not declare `user.adress.city`; did you mean `address`?",
        ),
        ("{{#each items}}{{cost}}{{/each}}", "12:18: the input schema does not declare `cost`"),
        (
            "{{#each itmes}}{{price}}{{/each}}",
            "12:9: the input schema does not declare `itmes`; did you mean `items`?",
        ),
        (
            "{{#each items as |i|}}{{i.prise}}{{/each}}",
            "12:27: the input schema does not declare `i.prise`; did you mean `price`?",
        ),
        (
            "{{json (lookup itemz 0)}}",
            "12:16: the input schema does not declare `itemz`; did you mean `items`?",
        ),
        ("{{media url=pic}}", "12:13: the input schema does not declare `pic`"),
        ("{{#with user}}{{name}}{{/with}}", "12:17: the input schema does not declare `name`"),
        ("{{name.first}}", "12:8: the input schema does not declare `name.first`"),
        ("{{../name}}", "12:3: `../name` leads out of the template"),
        (
            "{{#with user}}{{@root.nam}}{{/with}}",
            "12:23: the input schema does not declare `@root.nam`; did you mean `name`?",
        ),
        (
            "{{#each items}}{{#each tags}}{{x}}{{/each}}{{/each}}",
            "12:32: the input schema does not declare `x`",
        ),
    ] {
        assert_eq!(found(template), [expected], "{template}");
    }
}

fn names() {
    assert_eq!(
        found("{{shout name}}\n{{> header}}{{#wen vip}}{{/wen}}"),
        [
            "12:3: unknown helper `shout`",
            "13:1: The partial header could not be found",
            "13:16: unknown helper `wen`",
        ]
    );
}

fn misuse() {
    assert_eq!(
        found("{{role 'assistant'}}{{#if}}{{/if}}"),
        [
            "12:3: `assistant` is no role (system, user, model, tool); did you mean `model`?",
            "12:24: `if` takes 1 argument, not 0; a variable of that name is written `this.if`",
        ]
    );
}

fn front_matter() {
    let source = "---\nmodle: x\nmine: y\ninput:\n  schema: {name: string}\n  default: {nme: x}\noutput:\n  schema: {a: 1}\n---\n";
    let prompt = Prompt::parse(source).unwrap();
    let found: Vec<String> = check(&prompt, &Partials::new()).iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "2:1: front matter has no field `modle`; did you mean `model`?",
            "6:13: the input schema does not declare `nme`, which has a default; did you mean `name`?",
            "8:15: Picoschema: only consists of objects and strings. Got: 1",
        ]
    );
}

fn endless_partials() {
    let mut partials = Partials::new();
    partials.define("a", "x{{> b}}").unwrap();
    partials.define("b", "\n{{> a}}").unwrap();
    partials.define("tree", "{{#each kids}}{{> tree}}{{/each}}").unwrap();
    let prompt = Prompt::parse("{{> a}}{{> tree}}").unwrap();
    let found: Vec<String> = check(&prompt, &partials).iter().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "partial a:1:2: the partial a includes itself without end",
            "partial b:2:1: the partial b includes itself without end",
        ]
    );
}

/// What `{{#x}}` does to `this` depends on what `x` is.
fn variable_blocks() {
    assert_eq!(
        found("{{#vip}}{{name}}{{/vip}}{{#items}}{{price}}{{/items}}{{#free}}{{a}}{{/free}}"),
        Vec::<String>::new()
    );
    assert_eq!(found("{{#vip}}{{nope}}{{/vip}}"), ["12:11: the input schema does not declare `nope`"]);
    assert_eq!(found("{{#items}}{{nope}}{{/items}}"), ["12:13: the input schema does not declare `nope`"]);
    assert_eq!(found("{{#open}}{{nope}}{{/open}}{{^vip}}{{name}}{{/vip}}"), Vec::<String>::new());
}

fn settings() {
    let partials = Partials::new();
    let checker = || Checker::new(&partials);
    let prompt = Prompt::parse("---\ninput: {schema: Dish}\n---\n{{name}}{{x 1}}{{> p}}").unwrap();
    assert_eq!(checker().check(&prompt).len(), 2);
    assert_eq!(checker().helper("x").any_partial().check(&prompt), []);
    assert_eq!(checker().any_helper().any_partial().check(&prompt), []);
    assert_eq!(checker().schemas(Schemas::None).check(&prompt).len(), 3);
    let find = |name: &str| (name == "Dish").then(|| json!({"type": "object", "properties": {"title": {}}}));
    assert_eq!(checker().schemas(Schemas::From(&find)).check(&prompt).len(), 3);
    // A schema of type `object` that lists nothing says nothing of its members.
    assert_eq!(
        checker().any_helper().any_partial().input_schema(json!({"type": "object"})).check(&prompt),
        []
    );
}

fn usage() {
    let mut partials = Partials::new();
    partials.define("p", "{{v}}{{w}}").unwrap();
    let prompt = Prompt::parse(
        "{{@auth.uid}}{{#each xs}}{{#if a}}{{../b}}{{@index}}{{/if}}{{> p v=c w=1}}{{/each}}{{json d}}",
    );
    let usage = Checker::new(&partials).usage(&prompt.unwrap());
    let variables: Vec<_> = usage
        .variables
        .iter()
        .map(|variable| {
            let place = variable.place.as_ref().map(|steps| {
                let names = steps.iter().map(|step| match step {
                    Step::Field(name) => name.as_str(),
                    _ => "*",
                });
                names.collect::<Vec<_>>().join(".")
            });
            (variable.path.as_str(), variable.kind, place.unwrap_or_default(), variable.blocks.join(" "))
        })
        .collect();
    let row = |path, kind, place: &str, blocks: &str| (path, kind, place.to_owned(), blocks.to_owned());
    assert_eq!(
        variables,
        [
            row("@auth.uid", VariableKind::Data, "", ""),
            row("xs", VariableKind::Input, "xs", ""),
            row("a", VariableKind::Input, "xs.*.a", "each"),
            row("../b", VariableKind::Input, "b", "each if"),
            row("@index", VariableKind::Local, "", "each if"),
            row("c", VariableKind::Input, "xs.*.c", "each"),
            row("v", VariableKind::Input, "xs.*.c", "each"),
            row("w", VariableKind::Local, "", "each"),
            row("d", VariableKind::Input, "d", ""),
        ]
    );
    let helpers: Vec<_> = usage.helpers.iter().map(|helper| helper.name.as_str()).collect();
    assert_eq!(helpers, ["each", "if", "json"]);
    assert_eq!(usage.partials[0].name, "p");
    assert_eq!(usage.variables[6].partial.as_deref(), Some("p"));
}

/// A recursive partial has endless contexts; the check ends all the same.
fn recursive_partials() {
    let mut partials = Partials::new();
    partials.define("tree", "{{name}}{{#each kids}}{{> tree x=../name}}{{> tree}}{{/each}}").unwrap();
    let prompt = Prompt::parse("{{> tree}}").unwrap();
    assert_eq!(check(&prompt, &partials), []);
}
