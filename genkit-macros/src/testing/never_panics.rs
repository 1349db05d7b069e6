//! Whatever the tokens, a macro answers with tokens.

use proc_macro2::TokenStream;
use proptest::prelude::*;

use super::MACROS;

/// Words that options and signatures are made of, and some that they are not.
const WORDS: &[&str] = &[
    "name",
    "description",
    "crate",
    "handle",
    "metadata",
    "effect",
    "supports",
    "check",
    "uri",
    "template",
    "versions",
    "dimensions",
    "flavor",
    "=",
    ",",
    ",",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    "\"x\"",
    "\"\"",
    "\"a b\"",
    "\"{x}\"",
    "1",
    "-1",
    "1.5",
    "99999999999999999999",
    "'c'",
    "b\"b\"",
    "true",
    "::",
    "::genkit",
    "self",
    "&",
    "'a",
    "#",
    "!",
    "..",
    "...",
    "->",
    "fn",
    "async",
    "r#type",
    "_",
    "impl",
    "dyn",
    "Ctx",
    "Chunks",
    "<",
    ">",
    "String",
    "größe",
    ";",
    ":",
    "mut",
];

fn tokens(most: usize) -> impl Strategy<Value = TokenStream> {
    proptest::collection::vec(proptest::sample::select(WORDS), 0..most)
        .prop_filter_map("brackets that match", |words| words.join(" ").parse().ok())
}

/// Functions whose parameters, result and body are anything.
fn items() -> impl Strategy<Value = TokenStream> {
    let function = (tokens(10), tokens(8), tokens(8)).prop_map(|(params, output, body)| {
        quote::quote!(#[doc = " Text."] pub async fn f(a: u8, #params) -> Result<#output> { #body })
    });
    prop_oneof![tokens(20), function]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn options_of_any_tokens(options in tokens(16)) {
        let item = quote::quote!(#[doc = " Text."] async fn f(a: String, ctx: Ctx) -> Result<u8> { Ok(1) });
        for (_, run) in MACROS {
            run(&options, &item);
        }
    }

    #[test]
    fn items_of_any_tokens(item in items()) {
        for (_, run) in MACROS {
            run(&TokenStream::new(), &item);
        }
    }

    #[test]
    fn names_of_any_text(name in ".*", other in "\\PC{0,300}") {
        for text in [name, other] {
            for (_, run) in MACROS {
                run(&quote::quote!(name = #text, uri = #text, description = #text), &quote::quote!(fn f() {}));
                run(&quote::quote!(template = #text), &quote::quote!(fn f(uri: String) {}));
            }
        }
    }
}
