//! `#[embedder]`, `#[retriever]`, `#[indexer]`, `#[reranker]`, `#[evaluator]` and `#[resource]`.

pub(crate) mod args;
pub(crate) mod expand;
pub(crate) mod kinds;
pub(crate) mod model;
mod uri;

use darling::FromMeta;
use proc_macro2::TokenStream;

use crate::entry;
use crate::errors::Diag;
use crate::item_fn::LooseFn;
use kinds::Kind;
use model::Member;

fn run<A: FromMeta + Default>(
    kind: &Kind,
    options: &TokenStream,
    item: &TokenStream,
    check: impl FnOnce(A, &LooseFn, &mut Diag) -> Member,
) -> TokenStream {
    entry::run::<A>(kind.name, options, item, |args, func, mut diag| {
        let member = check(args, func, &mut diag);
        expand::expand(&member, func, &diag)
    })
}

pub(crate) fn embedder(options: &TokenStream, item: &TokenStream) -> TokenStream {
    run(&kinds::EMBEDDER, options, item, Member::embedder)
}

pub(crate) fn labelled(kind: &'static Kind, options: &TokenStream, item: &TokenStream) -> TokenStream {
    run(kind, options, item, |args, func, diag| Member::labelled(kind, args, func, diag))
}

pub(crate) fn evaluator(options: &TokenStream, item: &TokenStream) -> TokenStream {
    run(&kinds::EVALUATOR, options, item, Member::evaluator)
}

pub(crate) fn resource(options: &TokenStream, item: &TokenStream) -> TokenStream {
    run(&kinds::RESOURCE, options, item, Member::resource)
}
