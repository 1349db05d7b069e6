//! The `handlebars` crate as a second opinion, over templates that both understand.

use genkit_dotprompt::{Data, Environment, Template};
use handlebars::{Handlebars, no_escape};
use proptest::prelude::*;
use serde_json::json;

trials![same_text];

/// Tags that leave no white space question open: the crate's own rules for that differ from Handlebars in places.
fn template() -> impl Strategy<Value = String> {
    let path = prop::sample::select(vec![
        "name",
        "user.name",
        "items.[0]",
        "zero",
        "gone",
        "yes",
        "no",
        "this.name",
        "@root.name",
        "gone.x",
    ]);
    let leaf = prop_oneof![
        "[a-z ]{1,5}",
        path.clone().prop_map(|path| format!("x{{{{{path}}}}}x")),
        path.clone().prop_map(|path| format!("x{{{{{{{path}}}}}}}x")),
        Just("x{{! note }}x".to_owned()),
        Just("x {{~name~}} x".to_owned()),
        Just("x{{> p}}x".to_owned()),
        Just("x{{> p user}}x".to_owned()),
        Just("x{{> p name='N'}}x".to_owned()),
        Just("x{{lookup items 1}}x".to_owned()),
    ];
    let body = prop::collection::vec(leaf, 0..4).prop_map(|pieces| format!("x{}x", pieces.concat()));
    body.prop_recursive(3, 12, 3, move |inner| {
        let path = path.clone();
        prop_oneof![
            (path.clone(), inner.clone(), inner.clone())
                .prop_map(|(path, yes, no)| format!("{{{{#if {path}}}}}{yes}{{{{else}}}}{no}{{{{/if}}}}")),
            (path.clone(), path.clone(), inner.clone(), inner.clone()).prop_map(|(a, b, one, two)| format!(
                "{{{{#if {a}}}}}{one}{{{{else if {b}}}}}{two}{{{{/if}}}}"
            )),
            (path, inner.clone())
                .prop_map(|(path, body)| format!("{{{{#unless {path}}}}}{body}{{{{/unless}}}}")),
            inner.clone().prop_map(|body| format!(
                "{{{{#each items}}}}{body}{{{{@index}}}}{{{{@last}}}}{{{{this}}}}{{{{/each}}}}"
            )),
            inner.clone().prop_map(|body| format!(
                "{{{{#each objs as |o|}}}}{{{{o.name}}}}{{{{../name}}}}{body}{{{{/each}}}}"
            )),
            inner.clone().prop_map(|body| format!("{{{{#each map}}}}{{{{@key}}}}{body}{{{{/each}}}}")),
            (inner.clone(), inner).prop_map(|(a, b)| format!("{{{{#with user}}}}{a}{{{{/with}}}}{b}")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2_000, failure_persistence: None, ..ProptestConfig::default() })]

    fn same_text(source in template()) {
        let input = json!({
            "name": "Ada", "user": {"name": "Bo"}, "items": ["p", "q"], "zero": 0, "yes": true, "no": false,
            "objs": [{"name": "o1"}, {"name": "o2"}], "map": {"k": "v"},
        });
        let partial = "<{{name}}>";
        let mut oracle = Handlebars::new();
        oracle.register_escape_fn(no_escape);
        oracle.register_partial("p", partial).unwrap();
        let expected = oracle.render_template(&source, &input).unwrap();
        let mut env = Environment::new();
        env.define_partial("p", partial).unwrap();
        let found = env.render_template(&Template::parse(&source).unwrap(), &Data::new(&input)).unwrap();
        prop_assert_eq!(found.to_text(), expected);
    }
}
