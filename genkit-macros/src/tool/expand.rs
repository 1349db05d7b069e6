//! What a tool becomes.

use proc_macro2::{Ident, TokenStream};
use quote::{quote, quote_spanned};
use syn::{Index, Type, Visibility};

use super::model::{Field, Input, Tool};
use crate::calls;
use crate::docs;
use crate::errors::Diag;
use crate::handle::{Handle, Slot, local};
use crate::item_fn::LooseFn;
use crate::signature;

/// What the input of a tool adds to its handle.
struct Parts {
    input: Slot,
    args: Option<TokenStream>,
    values: Vec<TokenStream>,
    before: TokenStream,
    items: TokenStream,
}

pub(crate) fn expand(tool: &Tool, func: &LooseFn, diag: &Diag) -> TokenStream {
    let name = &tool.identity.handle;
    let Parts { input, args, values, before, items } = match &tool.input {
        Input::Whole(ty) => whole((**ty).as_ref()),
        Input::Fields(Some(fields)) => properties(name, &func.vis, fields),
        Input::Fields(None) => whole(None),
    };
    let multipart = tool.multipart.then(|| {
        let span = signature::output_span(&func.sig);
        quote_spanned!(span=> const _: () = __gk::assert_multipart::<<#name as __gk::Handle>::Output>();)
    });
    Handle {
        action_type: if tool.multipart { "ToolV2" } else { "Tool" },
        options: None,
        input,
        output: signature::output_slot(&tool.shape),
        chunk: Some(quote!(__gk::NoChunk)),
        args,
        call: if func.is_declaration() {
            Some(calls::interrupted())
        } else {
            calls::call(func, &tool.shape, &values, &before)
        },
        items: quote!(#items #multipart impl __gk::ToolHandle for #name {}),
        register: "tool",
    }
    .expand(&tool.identity, func, diag)
}

fn whole(ty: Option<&Type>) -> Parts {
    let input = local("i");
    Parts {
        input: ty.map(|ty| quote!(#ty)),
        args: None,
        values: vec![quote!(#input)],
        before: quote!(),
        items: quote!(),
    }
}

fn properties(tool: &Ident, vis: &Visibility, fields: &[Field]) -> Parts {
    let (input, all) = (local("i"), local("a"));
    let before = if fields.is_empty() { quote!() } else { quote!(let #all = __gk::unpack::<Self>(#input);) };
    Parts {
        input: Some(quote!(__Parameters)),
        args: Some(quote!(<Self::Input as __gk::Parameters>::Args)),
        values: (0..fields.len()).map(Index::from).map(|at| quote!(#all.#at)).collect(),
        before,
        items: input_struct(tool, vis, fields),
    }
}

/// The struct that the properties are members of. Members with attributes, their places in brackets, keep their types:
/// functions that the attributes name work on these. It is as visible as the tool, as its input has to be.
fn input_struct(tool: &Ident, vis: &Visibility, fields: &[Field]) -> TokenStream {
    let members = fields.iter().enumerate().map(|(at, field)| {
        let Field { name, ty, attrs } = field;
        let kept = attrs.iter().filter(|attr| !docs::is_doc_comment(attr));
        let description = docs::description(attrs).into_iter();
        let at = Index::from(at);
        let at = if field.is_plain() { quote!(#at) } else { quote!([#at]) };
        quote!(#(#[doc = #description])* #(#kept)* #name: #ty = #at)
    });
    quote!(__gk::parameters! { #vis #tool { #(#members,)* } })
}
