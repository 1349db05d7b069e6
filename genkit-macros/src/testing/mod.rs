//! Tests of whole macros: what they write, what they say, and that they never panic.

mod budget;
mod cases;
#[cfg(feature = "prompts")]
mod edits;
mod errors;
mod fallback;
mod never_panics;
#[cfg(feature = "prompts")]
mod prompts;
mod snapshots;

use proc_macro2::TokenStream;

use crate::family::kinds;
use crate::{agent, family, flow, middleware, model, programs, tool};

/// A macro as tokens in, tokens out.
pub(crate) type Macro = fn(&TokenStream, &TokenStream) -> TokenStream;

/// Every macro by its name.
pub(crate) const MACROS: [(&str, Macro); 14] = [
    ("agent", agent::run),
    ("flow", flow::run),
    ("tool", tool::run),
    ("model", model::run),
    ("background_model", model::run_background),
    ("embedder", family::embedder),
    ("retriever", |options, item| family::labelled(&kinds::RETRIEVER, options, item)),
    ("indexer", |options, item| family::labelled(&kinds::INDEXER, options, item)),
    ("reranker", |options, item| family::labelled(&kinds::RERANKER, options, item)),
    ("evaluator", family::evaluator),
    ("resource", family::resource),
    ("middleware", middleware::run),
    ("main", programs::main),
    ("test", programs::test),
];

/// Runs a macro by its name.
pub(crate) fn expand(name: &str, options: &TokenStream, item: &TokenStream) -> TokenStream {
    let (_, run) = MACROS.iter().find(|(known, _)| *known == name).expect("a macro of this name");
    run(options, item)
}

/// The items of an expansion.
pub(crate) fn items(expansion: &TokenStream) -> Vec<syn::Item> {
    let file = syn::parse2::<syn::File>(expansion.clone());
    file.unwrap_or_else(|error| panic!("{error}: {expansion}")).items
}

/// Items as rustfmt would print them.
pub(crate) fn pretty(items: Vec<syn::Item>) -> String {
    prettyplease::unparse(&syn::File { shebang: None, frontmatter: None, attrs: Vec::new(), items })
}

/// The messages of the `compile_error!`s in an expansion, in their order in the tokens.
pub(crate) fn messages(expansion: &TokenStream) -> Vec<String> {
    use proc_macro2::TokenTree;
    let mut found = Vec::new();
    let mut after_name = false;
    for token in expansion.clone() {
        match token {
            TokenTree::Ident(ident) => after_name = ident == "compile_error",
            TokenTree::Group(group) if after_name => {
                let text: syn::LitStr = syn::parse2(group.stream()).expect("a message");
                found.push(text.value());
                after_name = false;
            }
            TokenTree::Group(group) => found.extend(messages(&group.stream())),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
    found
}
