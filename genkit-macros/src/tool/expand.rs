//! What a tool becomes.

use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote};
use syn::Type;

use super::model::{Field, Input, Tool};
use crate::calls;
use crate::docs;
use crate::errors::Diag;
use crate::handle::{Handle, Slot, local};
use crate::item_fn::LooseFn;
use crate::paths::Runtime;
use crate::signature;

/// What the input of a tool adds to its handle.
struct Parts {
    input: Slot,
    args: Slot,
    pack: (TokenStream, TokenStream),
    unpack: (TokenStream, TokenStream),
    values: Vec<TokenStream>,
    before: TokenStream,
    items: TokenStream,
}

pub(crate) fn expand(tool: &Tool, func: &LooseFn, diag: &Diag) -> TokenStream {
    let name = &tool.identity.handle;
    let parts = match &tool.input {
        Input::Whole(ty) => whole((**ty).as_ref()),
        Input::Fields(Some(fields)) => properties(fields, &tool.identity.runtime),
        Input::Fields(None) => whole(None),
    };
    let items = parts.items;
    Handle {
        action_type: if tool.multipart { "ToolV2" } else { "Tool" },
        metadata: metadata(tool),
        input: parts.input,
        output: signature::output_slot(&tool.shape),
        chunk: Some(quote!(__gk::NoChunk)),
        args: parts.args,
        pack: parts.pack,
        unpack: parts.unpack,
        call: if func.is_declaration() {
            Some(calls::interrupted())
        } else {
            calls::call(func, &tool.shape, &parts.values, &parts.before)
        },
        items: quote!(#items impl __gk::ToolHandle for #name {}),
        register: "tool",
    }
    .expand(&tool.identity, func, diag)
}

fn whole(ty: Option<&Type>) -> Parts {
    let input = local("input");
    Parts {
        input: ty.map(|ty| quote!(#ty)),
        args: ty.map(|_| quote!((Self::Input,))),
        pack: (quote!((#input,)), quote!(#input)),
        unpack: (quote!(#input), quote!((#input,))),
        values: vec![quote!(#input)],
        before: quote!(),
        items: quote!(),
    }
}

fn properties(fields: &[Field], runtime: &Runtime) -> Parts {
    let names: Vec<&Ident> = fields.iter().map(|field| &field.name).collect();
    let types = fields.iter().map(|field| &field.ty);
    let input = local("input");
    let before = if fields.is_empty() { quote!() } else { quote!(let (#(#names,)*) = Self::unpack(#input);) };
    Parts {
        input: Some(quote!(__Args)),
        args: Some(quote!((#(#types,)*))),
        pack: (tuple(&names), quote!(__Args { #(#names),* })),
        unpack: (quote!(__Args { #(#names),* }), values(&names)),
        values: names.iter().map(|name| quote!(#name)).collect(),
        before,
        items: input_struct(fields, runtime),
    }
}

/// `(a, b,)`, or `_` for nothing.
fn tuple(names: &[&Ident]) -> TokenStream {
    if names.is_empty() { quote!(_) } else { quote!((#(#names,)*)) }
}

/// `(a, b,)`; of nothing the default, since clippy minds a lone `()`.
fn values(names: &[&Ident]) -> TokenStream {
    if names.is_empty() { quote!(::core::default::Default::default()) } else { quote!((#(#names,)*)) }
}

fn input_struct(fields: &[Field], runtime: &Runtime) -> TokenStream {
    let (serde, schemars) = (runtime.reexport("serde"), runtime.reexport("schemars"));
    let fields = fields.iter().map(|Field { name, ty, attrs }| {
        let kept = attrs.iter().filter(|attr| !docs::is_doc_comment(attr));
        let description = docs::description(attrs).into_iter();
        quote!(#(#[doc = #description])* #(#kept)* #name: #ty)
    });
    quote! {
        #[derive(__gk::serde::Serialize, __gk::serde::Deserialize, __gk::schemars::JsonSchema)]
        #[serde(crate = #serde)]
        #[schemars(crate = #schemars)]
        pub struct __Args { #(#fields),* }
    }
}

fn metadata(tool: &Tool) -> Option<TokenStream> {
    let mut members = Vec::new();
    if let Some(effect) = tool.effect {
        let effect = format_ident!("{effect:?}");
        members.push(quote!(effect: ::core::option::Option::Some(__gk::Effect::#effect)));
    }
    if tool.interrupt {
        members.push(quote!(interrupt: true));
    }
    if tool.multipart {
        members.push(quote!(multipart: true));
    }
    if let Some(title) = &tool.title {
        members.push(quote!(title: ::core::option::Option::Some(#title)));
    }
    (!members.is_empty())
        .then(|| quote!(__gk::tool_metadata(__gk::ToolSpec { #(#members,)* ..__gk::ToolSpec::NONE })))
}
