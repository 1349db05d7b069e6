//! `#[genkit::main]` and `#[genkit::test]`: the functions where a program and a test start.

pub(crate) mod args;
pub(crate) mod expand;
pub(crate) mod model;

use proc_macro2::TokenStream;

use crate::entry;

pub(crate) fn main(options: &TokenStream, item: &TokenStream) -> TokenStream {
    entry::run::<args::Main>("genkit::main", options, item, |args, func, mut diag| {
        let program = model::Program::main(args, func, &mut diag);
        expand::main(&program, func, &diag)
    })
}

pub(crate) fn test(options: &TokenStream, item: &TokenStream) -> TokenStream {
    entry::run::<args::Test>("genkit::test", options, item, |args, func, mut diag| {
        let program = model::Program::test(args, func, &mut diag);
        expand::test(&program, func, &diag)
    })
}
