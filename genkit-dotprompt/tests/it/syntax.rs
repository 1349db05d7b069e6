//! What is no template, and where.

use genkit_dotprompt::{ErrorKind, Template};
use serde_json::json;

use crate::support::check_errors;

trials![blocks, tags, unsupported, spans];

fn blocks() {
    check_errors(
        &json!({}),
        &[
            ("a\n {{#if x}}", "2:2: the block `if` is never closed; add `{{/if}}`"),
            ("{{/if}}", "1:1: `{{/if}}` closes nothing"),
            ("{{#if x}}\n{{/each}}", "2:1: `{{/each}}` does not match the block `if` of line 1"),
            ("{{else}}", "1:1: `{{else}}` outside of a block"),
            ("{{#if x}}{{else}}{{else}}{{/if}}", "1:18: a second `{{else}}` in one block"),
            ("{{#if x}}{{else}}{{else if y}}{{/if}}", "1:18: a branch after `{{else}}`"),
        ],
    );
}

fn tags() {
    check_errors(
        &json!({}),
        &[
            ("{{", "1:3: expected a name, found the end of the template"),
            ("{{}}", "1:3: expected a name, found `}`"),
            ("äö {{x", "1:7: expected `}}`, found the end of the template"),
            ("{{x}", "1:4: expected `}}`, found `}`"),
            ("{{{x}}", "1:5: expected `}}}`, found `}`"),
            ("{{x.}}", "1:5: expected a name, found `}`"),
            ("{{x.../y}}", "1:5: `..` can only stand at the start of a path"),
            ("{{json 'x}}", "1:8: the string has no end"),
            ("{{[x}}", "1:3: `[` has no `]`"),
            ("{{json (json x}}", "1:15: expected `)`, found `}`"),
            ("{{json a=1 b}}", "1:12: an argument without a name cannot follow one with a name"),
            ("{{! note", "1:1: the comment has no end"),
            ("{{!-- note }}", "1:1: the comment has no end"),
            ("{{> a b c}}", "1:9: a partial takes one context; name further arguments (`key=value`)"),
            ("{{#each x as ||}}{{/each}}", "1:16: `as | |` needs a name"),
        ],
    );
}

fn unsupported() {
    for source in ["{{{{raw}}}}x{{{{/raw}}}}", "{{#*inline 'x'}}{{/inline}}", "{{#> x}}{{/x}}", "{{* x}}"] {
        let error = Template::parse(source).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::Syntax, "{source}");
        assert!(error.message().contains("not supported"), "{error}");
    }
}

fn spans() {
    let source = "é\n  {{#if x}}\n{{y}}{{/if}}{{! c }}";
    let template = Template::parse(source).unwrap();
    let texts: Vec<_> = template
        .nodes()
        .iter()
        .map(|node| (node.span().position().to_string(), &source[node.span().start..node.span().end]))
        .collect();
    assert_eq!(
        texts,
        [
            ("1:1".to_owned(), "é\n  "),
            ("2:3".to_owned(), "{{#if x}}\n{{y}}{{/if}}"),
            ("3:13".to_owned(), "{{! c }}"),
        ]
    );
}
