//! The funnel that every macro goes through: read the item, read the options, check, expand, report.

use darling::FromMeta;
use proc_macro2::TokenStream;
use quote::quote;

use crate::errors::{Code, Diag};
use crate::item_fn::{self, LooseFn};
use crate::options;

/// Runs a macro: `write` checks the options against the function and writes the expansion with the errors in it.
pub(crate) fn run<A: FromMeta + Default>(
    macro_name: &str,
    options: &TokenStream,
    item: &TokenStream,
    write: impl FnOnce(A, &LooseFn, Diag) -> TokenStream,
) -> TokenStream {
    let mut diag = Diag::default();
    let args = options::read::<A>(options, &mut diag);
    let (name, expansion) = match syn::parse2::<LooseFn>(item.clone()) {
        // Only a tool may be declared without a body: one that always interrupts.
        Ok(func) if func.is_declaration() && macro_name != "tool" => {
            (String::new(), not_a_function(macro_name, item, diag))
        }
        Ok(mut func) => {
            one_action(&mut func, &mut diag);
            (func.sig.ident.to_string(), write(args, &func, diag))
        }
        Err(_) => (String::new(), not_a_function(macro_name, item, diag)),
    };
    show(&name, &expansion);
    expansion
}

/// The macros that make an action of a function.
const ACTIONS: [&str; 13] = [
    "agent",
    "flow",
    "tool",
    "model",
    "background_model",
    "embedder",
    "retriever",
    "indexer",
    "reranker",
    "evaluator",
    "resource",
    "middleware",
    "prompt_fn",
];

/// Notes further macros of ours on the function, and takes them away: each would make a handle of the same name.
fn one_action(func: &mut LooseFn, diag: &mut Diag) {
    func.attrs.retain(|attr| {
        let path = attr.path();
        let ours =
            path.segments.len() == 1 || path.segments.first().is_some_and(|first| first.ident == "genkit");
        let last = path.segments.last().map(|segment| segment.ident.to_string()).unwrap_or_default();
        let second = ours && ACTIONS.contains(&last.as_str());
        if second {
            let message = format!("a function is one action: remove `#[{last}]`, or write a second function");
            diag.push(Code::TwoActions, attr, message);
        }
        !second
    });
}

/// The item as it is, and the errors. Of a half-typed function the compiler tells itself what is missing: it gets its
/// handle, so that nothing is amiss where that is used.
fn not_a_function(macro_name: &str, item: &TokenStream, mut diag: Diag) -> TokenStream {
    let guess = item_fn::guess_name(item);
    if guess.is_none() {
        let place: TokenStream = item.clone().into_iter().take(1).collect();
        diag.push(Code::NotAFunction, place, format!("`#[{macro_name}]` goes on a function with a body"));
    }
    let errors = diag.compile_errors();
    let handle = guess.map(
        |(vis, name)| quote!(#[allow(non_camel_case_types, dead_code, missing_docs)] #vis struct #name {}),
    );
    quote!(#item #handle #(#errors)*)
}

/// Prints the expansion if `GENKIT_MACROS_DEBUG` has the name of the function, or `*`.
#[allow(clippy::print_stderr)]
fn show(name: &str, expansion: &TokenStream) {
    if let Ok(wanted) = std::env::var("GENKIT_MACROS_DEBUG")
        && (wanted == "*" || wanted.split(',').any(|part| part.trim() == name))
    {
        eprintln!("// expansion of `{name}`\n{expansion}");
    }
}
