//! `#[middleware]`.

pub(crate) mod args;
pub(crate) mod expand;
pub(crate) mod model;

use proc_macro2::TokenStream;

use crate::entry;

pub(crate) fn run(options: &TokenStream, item: &TokenStream) -> TokenStream {
    entry::run::<args::Args>("middleware", options, item, |args, func, mut diag| {
        let middleware = model::Middleware::new(args, func, &mut diag);
        expand::expand(&middleware, func, &diag)
    })
}
