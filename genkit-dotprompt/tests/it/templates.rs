//! Variables, blocks and what they see.

use serde_json::{Value, json};

use crate::support::check_rows;

trials![
    variables,
    values_as_text,
    conditions,
    loops,
    contexts,
    chains,
    inverted,
    block_params,
    data,
    sub_expressions
];

fn input() -> Value {
    json!({
        "name": "Ada", "user": {"name": "Bo", "a b": 1}, "items": ["p", "q"], "objs": [{"n": 1}, {"n": 2}],
        "yes": true, "no": false, "zero": 0, "empty": [], "text": "", "nul": null, "map": {"k": "v", "l": "w"},
        "nested": [["a", "b"], ["c"]], "history": "h",
    })
}

fn variables() {
    check_rows(
        &input(),
        &[
            ("{{name}}", "Ada"),
            ("{{{name}}}", "Ada"),
            ("{{&name}}", "Ada"),
            ("{{ name }}", "Ada"),
            ("{{user.name}}", "Bo"),
            ("{{user/name}}", "Bo"),
            ("{{this.name}}", "Ada"),
            ("{{./name}}", "Ada"),
            ("{{user.[a b]}}", "1"),
            ("{{[name]}}", "Ada"),
            ("{{\"name\"}}", "Ada"),
            ("{{items.[0]}}{{items.1}}{{items.[2]}}", "pq"),
            ("{{items.length}} {{name.length}}", "2 3"),
            ("[{{missing}}{{missing.x.y}}{{nul}}{{name.x}}]", "[]"),
            ("{{this.history}}", "h"),
            ("\\{{name}} \\\\{{name}}", "{{name}} \\Ada"),
            ("{ {{name}} } }} {", "{ Ada } }} {"),
        ],
    );
}

fn values_as_text() {
    let input =
        json!({"v": [1, 1.0, 0.1, -0.0, 1e21, true, null, [2, [3]], "x"], "o": {"a": [1.0]}, "f": false});
    check_rows(
        &input,
        &[
            ("{{v}}", "1,1,0.1,0,1e+21,true,,2,3,x"),
            ("{{o}}", "{\"a\":[1]}"),
            ("{{f}}", "false"),
            ("{{json v}}", "[1,1,0.1,0,1e+21,true,null,[2,[3]],\"x\"]"),
            ("{{json missing}}", "null"),
            ("{{json o indent=1}}", "{\n \"a\": [\n  1\n ]\n}"),
        ],
    );
}

fn conditions() {
    check_rows(
        &input(),
        &[
            ("{{#if yes}}1{{/if}}{{#if no}}2{{/if}}{{#if name}}3{{/if}}{{#if map}}4{{/if}}", "134"),
            ("{{#if zero}}1{{else}}2{{/if}}{{#if zero includeZero=true}}3{{/if}}", "23"),
            ("{{#if empty}}1{{/if}}{{#if text}}2{{/if}}{{#if nul}}3{{/if}}{{#if missing}}4{{/if}}", ""),
            ("{{#unless no}}1{{/unless}}{{#unless yes}}2{{else}}3{{/unless}}", "13"),
            ("{{#ifEquals name 'Ada'}}1{{/ifEquals}}{{#ifEquals zero '0'}}2{{/ifEquals}}", "1"),
            ("{{#ifEquals missing gone}}1{{/ifEquals}}{{#ifEquals missing nul}}2{{/ifEquals}}", "1"),
            ("{{#ifEquals map map}}1{{/ifEquals}}{{#ifEquals items.[0] 'p'}}2{{/ifEquals}}", "12"),
            ("{{#unlessEquals name 'x'}}1{{/unlessEquals}}", "1"),
            ("{{#yes}}1{{name}}{{/yes}}{{#no}}2{{/no}}{{#zero}}3{{/zero}}", "1Ada3"),
            ("{{#items}}{{this}}{{/items}}{{#empty}}1{{else}}2{{/empty}}{{#user}}{{name}}{{/user}}", "pq2Bo"),
        ],
    );
}

fn loops() {
    check_rows(
        &input(),
        &[
            ("{{#each items}}{{@index}}{{@key}}{{this}}{{#unless @last}},{{/unless}}{{/each}}", "00p,11q"),
            ("{{#each map}}{{#if @first}}<{{/if}}{{@key}}={{this}};{{/each}}", "<k=v;l=w;"),
            (
                "{{#each empty}}1{{else}}2{{/each}}{{#each name}}3{{else}}4{{/each}}{{#each gone}}5{{/each}}",
                "24",
            ),
            ("{{#each nested}}{{#each this}}{{@../index}}{{@index}}{{.}} {{/each}}{{/each}}", "00a 01b 10c "),
            ("{{#each objs}}{{n}}{{../name}}{{/each}}", "1Ada2Ada"),
        ],
    );
}

fn contexts() {
    check_rows(
        &input(),
        &[
            ("{{#with user}}{{name}}{{../name}}{{/with}}", "BoAda"),
            ("{{#with gone}}1{{else}}2{{name}}{{/with}}{{#with zero}}{{this}}{{/with}}", "2Ada0"),
            // A condition is no context: `../` leads out of the loop.
            ("{{#each objs}}{{#if n}}{{../name}}{{/if}}{{/each}}", "AdaAda"),
            ("{{#each objs}}{{#with this}}{{../name}}{{/with}}{{/each}}", "AdaAda"),
            ("{{#each nested}}{{#each this}}{{../../name}}{{/each}}{{/each}}", "AdaAdaAda"),
            ("[{{../name}}{{../../name}}]", "[]"),
            ("{{#with user}}{{@root.name}}{{/with}}", "Ada"),
        ],
    );
}

fn chains() {
    check_rows(
        &input(),
        &[
            ("{{#if no}}1{{else if zero}}2{{else if yes}}3{{else}}4{{/if}}", "3"),
            ("{{#if no}}1{{else if zero}}2{{else}}4{{/if}}", "4"),
            ("{{#if no}}1{{else each items}}{{this}}{{/if}}", "pq"),
            ("{{#each empty}}1{{else with user}}{{name}}{{else}}2{{/each}}", "Bo"),
            ("{{#if no}}1{{^}}2{{/if}}", "2"),
            ("{{elsewhere}}{{#if no}}1{{ else }}2{{/if}}", "2"),
        ],
    );
}

fn inverted() {
    check_rows(
        &input(),
        &[
            ("{{^no}}1{{/no}}{{^yes}}2{{else}}3{{/yes}}{{^empty}}4{{/empty}}", "134"),
            ("{{^if no}}1{{/if}}{{^each items}}2{{else}}{{this}}{{/each}}", "1pq"),
        ],
    );
}

fn block_params() {
    check_rows(
        &input(),
        &[
            ("{{#each objs as |o i|}}{{i}}{{o.n}}{{/each}}", "0112"),
            ("{{#with user as |u|}}{{u.name}}{{#with ../map}}{{u.name}}{{/with}}{{/with}}", "BoBo"),
            ("{{#each items as |name|}}{{name}}{{this.name}}{{/each}}{{name}}", "pqAda"),
            ("{{#each items as |role|}}{{role}}{{/each}}", "pq"),
        ],
    );
}

fn data() {
    check_rows(
        &input(),
        &[
            ("{{@auth.uid}} {{@state.count}} [{{@gone.x}}]", "u1 2 []"),
            ("{{#each items}}{{@auth.uid}}{{/each}}", "u1u1"),
            ("[{{@index}}]", "[]"),
            ("{{@metadata.messages.length}}", "0"),
        ],
    );
}

fn sub_expressions() {
    check_rows(
        &input(),
        &[
            ("{{lookup items 1}}{{lookup map 'k'}}{{lookup gone 'k'}}", "qv"),
            ("{{#with (lookup objs 0)}}{{n}}{{/with}}", "1"),
            ("{{#each nested}}{{lookup (lookup @root.nested @index) 0}}{{/each}}", "ac"),
            ("{{json (lookup objs 1)}}", "{\"n\":2}"),
            ("{{#if (lookup map 'x')}}1{{else}}2{{/if}}", "2"),
        ],
    );
}
