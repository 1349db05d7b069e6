//! The macros of Genkit for Rust.

mod calls;
mod common;
mod docs;
mod entry;
mod errors;
mod flow;
mod handle;
mod item_fn;
mod model;
mod names;
mod options;
mod paths;
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
