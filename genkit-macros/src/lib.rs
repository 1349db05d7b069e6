//! The macros of Genkit for Rust.

mod calls;
mod common;
mod docs;
mod entry;
mod errors;
mod family;
mod flow;
mod handle;
mod item_fn;
mod model;
mod names;
mod options;
mod paths;
mod programs;
mod signature;
#[cfg(test)]
mod testing;
mod tool;
mod types;
mod values;

use proc_macro::TokenStream;

/// Makes a flow of a function.
#[proc_macro_attribute]
pub fn flow(options: TokenStream, item: TokenStream) -> TokenStream {
    flow::run(&options.into(), &item.into()).into()
}

/// Makes a tool of a function.
#[proc_macro_attribute]
pub fn tool(options: TokenStream, item: TokenStream) -> TokenStream {
    tool::run(&options.into(), &item.into()).into()
}

/// Makes a model of a function.
#[proc_macro_attribute]
pub fn model(options: TokenStream, item: TokenStream) -> TokenStream {
    model::run(&options.into(), &item.into()).into()
}

/// Makes a background model of a function.
#[proc_macro_attribute]
pub fn background_model(options: TokenStream, item: TokenStream) -> TokenStream {
    model::run_background(&options.into(), &item.into()).into()
}

/// Makes an embedder of a function.
#[proc_macro_attribute]
pub fn embedder(options: TokenStream, item: TokenStream) -> TokenStream {
    family::embedder(&options.into(), &item.into()).into()
}

/// Makes a retriever of a function.
#[proc_macro_attribute]
pub fn retriever(options: TokenStream, item: TokenStream) -> TokenStream {
    family::labelled(&family::kinds::RETRIEVER, &options.into(), &item.into()).into()
}

/// Makes an indexer of a function.
#[proc_macro_attribute]
pub fn indexer(options: TokenStream, item: TokenStream) -> TokenStream {
    family::labelled(&family::kinds::INDEXER, &options.into(), &item.into()).into()
}

/// Makes a reranker of a function.
#[proc_macro_attribute]
pub fn reranker(options: TokenStream, item: TokenStream) -> TokenStream {
    family::labelled(&family::kinds::RERANKER, &options.into(), &item.into()).into()
}

/// Makes an evaluator of a function.
#[proc_macro_attribute]
pub fn evaluator(options: TokenStream, item: TokenStream) -> TokenStream {
    family::evaluator(&options.into(), &item.into()).into()
}

/// Makes a resource of a function.
#[proc_macro_attribute]
pub fn resource(options: TokenStream, item: TokenStream) -> TokenStream {
    family::resource(&options.into(), &item.into()).into()
}

/// Makes a main of a function.
#[proc_macro_attribute]
pub fn main(options: TokenStream, item: TokenStream) -> TokenStream {
    programs::main(&options.into(), &item.into()).into()
}

/// Makes a test of a function.
#[proc_macro_attribute]
pub fn test(options: TokenStream, item: TokenStream) -> TokenStream {
    programs::test(&options.into(), &item.into()).into()
}
