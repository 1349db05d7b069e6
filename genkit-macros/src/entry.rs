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
        Ok(func) => (func.sig.ident.to_string(), write(args, &func, diag)),
        Err(_) => (String::new(), not_a_function(macro_name, item, diag)),
    };
    show(&name, &expansion);
    expansion
}

/// The item as it is, the errors, and, if it looks like a half-typed function, its handle.
fn not_a_function(macro_name: &str, item: &TokenStream, mut diag: Diag) -> TokenStream {
    let place: TokenStream = item.clone().into_iter().take(1).collect();
    diag.push(Code::NotAFunction, place, format!("`#[{macro_name}]` goes on a function with a body"));
    let errors = diag.compile_errors();
    let handle = item_fn::guess_name(item).map(
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
