//! `#[agent]`.

pub(crate) mod args;
pub(crate) mod expand;
pub(crate) mod model;

use proc_macro2::TokenStream;

use crate::entry;

pub(crate) fn run(options: &TokenStream, item: &TokenStream) -> TokenStream {
    entry::run::<args::Args>("agent", options, item, |args, func, mut diag| {
        let agent = model::Agent::new(args, func, &mut diag);
        expand::expand(&agent, func, &diag)
    })
}
