//! `#[model]` and `#[background_model]`.

pub(crate) mod args;
pub(crate) mod expand;
mod info;
#[allow(clippy::module_inception)]
pub(crate) mod model;

use proc_macro2::TokenStream;

use crate::entry;

pub(crate) fn run(options: &TokenStream, item: &TokenStream) -> TokenStream {
    entry::run::<args::Args>("model", options, item, |args, func, mut diag| {
        let model = model::Model::new(args, func, &mut diag);
        expand::expand(&model, func, &diag)
    })
}

pub(crate) fn run_background(options: &TokenStream, item: &TokenStream) -> TokenStream {
    entry::run::<args::BackgroundArgs>("background_model", options, item, |args, func, mut diag| {
        let model = model::Model::background(args, func, &mut diag);
        expand::expand(&model, func, &diag)
    })
}
