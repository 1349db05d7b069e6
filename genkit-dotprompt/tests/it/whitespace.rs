//! White space around tags.

use serde_json::json;

use crate::support::check_rows;

trials![tags_alone_on_a_line, tags_beside_text, tilde, line_ends];

fn tags_alone_on_a_line() {
    check_rows(
        &json!({"yes": true, "no": false, "items": [1, 2]}),
        &[
            ("a\n  {{#if yes}}\n  b\n  {{/if}}\nc\n", "a\n  b\nc\n"),
            ("{{#if no}}\na\n{{else}}\nb\n{{/if}}\n", "b\n"),
            ("{{#if no}}\na\n{{else if yes}}\nb\n{{else}}\nc\n{{/if}}\nd", "b\nd"),
            ("{{#each items}}\n- {{this}}\n{{/each}}\n", "- 1\n- 2\n"),
            ("a\n{{! note }}\nb", "a\nb"),
            ("a\n  {{!-- note --}}  \nb", "a\nb"),
            ("{{! first }}\na", "a"),
            ("a\n{{! last }}", "a\n"),
            ("{{#if yes}}\n{{#if yes}}\na\n{{/if}}\n{{/if}}\n", "a\n"),
        ],
    );
}

fn tags_beside_text() {
    check_rows(
        &json!({"yes": true, "x": 1}),
        &[
            ("a {{#if yes}}\nb\n{{/if}} c", "a \nb\n c"),
            ("a\n{{x}}\nb", "a\n1\nb"),
            ("{{! a }} b\n", " b\n"),
            ("{{#if yes}}a{{/if}}\n", "a\n"),
        ],
    );
}

fn tilde() {
    check_rows(
        &json!({"yes": true, "x": 1}),
        &[
            ("a \n {{~x~}} \n b", "a1b"),
            ("a {{~#if yes~}} b {{~/if~}} c", "abc"),
            ("a {{#if gone}}x{{~else~}} b {{/if}} c", "a b  c"),
            ("a {{~! note ~}} b", "ab"),
            ("a {{~!-- note --~}} b", "ab"),
            ("a {{~{x}~}} b", "a1b"),
            ("a\u{feff}\u{a0}{{~x}}", "a1"),
        ],
    );
}

fn line_ends() {
    check_rows(&json!({"yes": true}), &[("a\r\n{{#if yes}}\r\nb\r\n{{/if}}\r\nc", "a\r\nb\r\nc")]);
}
