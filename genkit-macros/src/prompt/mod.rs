//! `prompt!`, `#[prompt_file]`, `#[prompt_fn]` and `embed_prompts!`: prompts that the compiler has read.

pub(crate) mod agree;
pub(crate) mod args;
pub(crate) mod check;
mod defaults;
pub(crate) mod disk;
mod embed;
mod expand;
mod fields;
mod function;
mod idents;
mod tools;
mod types;

use proc_macro2::TokenStream;
use quote::quote;
use syn::Item;

use crate::errors::{Code, Diag};
use args::{Declaration, Folder, OnItem};
use disk::{Disk, RealDisk};

/// `prompt!(pub Menu = "prompts/menu.prompt", tools = [get_weather]);`.
pub(crate) fn declare(tokens: &TokenStream) -> TokenStream {
    declare_on(tokens, &RealDisk)
}

pub(crate) fn declare_on(tokens: &TokenStream, disk: &dyn Disk) -> TokenStream {
    let mut diag = Diag::default();
    let Some(declaration) = Declaration::read(tokens, &mut diag) else { return errors(&diag) };
    let checked = check::check(&declaration.path, &declaration.options, disk, &mut diag);
    expand::declaration(&declaration, checked.as_ref(), &mut diag)
}

/// `#[prompt_file("prompts/menu.prompt")]` on a struct.
pub(crate) fn on_item(options: &TokenStream, item: &TokenStream) -> TokenStream {
    on_item_with(options, item, &RealDisk)
}

pub(crate) fn on_item_with(options: &TokenStream, item: &TokenStream, disk: &dyn Disk) -> TokenStream {
    let mut diag = Diag::default();
    let parsed = syn::parse2::<Item>(item.clone());
    let Some(on) = OnItem::read(options, &mut diag) else {
        let errors = errors(&diag);
        return quote!(#item #errors);
    };
    let Ok(parsed @ (Item::Struct(_) | Item::Enum(_))) = parsed else {
        // Of what cannot be read the compiler tells itself.
        if parsed.is_ok() {
            let place: TokenStream = item.clone().into_iter().take(1).collect();
            diag.push(Code::PromptItem, place, "`#[prompt_file]` goes on a struct, or with `at` on an enum");
        }
        let errors = errors(&diag);
        return quote!(#item #errors);
    };
    let checked = check::check(&on.path, &on.options, disk, &mut diag);
    expand::on_item(&on, &parsed, checked.as_ref(), &mut diag)
}

/// `#[prompt_fn]` on a function.
pub(crate) fn function(options: &TokenStream, item: &TokenStream) -> TokenStream {
    function::run(options, item)
}

/// `embed_prompts!("prompts")`.
pub(crate) fn embed(tokens: &TokenStream) -> TokenStream {
    embed_from(tokens, &RealDisk)
}

pub(crate) fn embed_from(tokens: &TokenStream, disk: &dyn Disk) -> TokenStream {
    let mut diag = Diag::default();
    match Folder::read(tokens, &mut diag) {
        Some(folder) => embed::expand(&folder, disk, &mut diag),
        None => {
            let errors = diag.compile_errors();
            quote!({ #(#errors)* })
        }
    }
}

fn errors(diag: &Diag) -> TokenStream {
    let errors = diag.compile_errors();
    quote!(#(#errors)*)
}
