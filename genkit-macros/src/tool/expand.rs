//! What a tool becomes.

use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, format_ident, quote, quote_spanned};
use syn::Type;

use super::model::{Field, Input, Tool};
use crate::calls;
use crate::docs;
use crate::errors::Diag;
use crate::handle::{Handle, Slot, local};
use crate::item_fn::LooseFn;
use crate::paths::Runtime;
use crate::signature;
use crate::types;

/// What the input of a tool adds to its handle.
struct Parts {
    input: Slot,
    args: Slot,
    pack: (TokenStream, TokenStream),
    unpack: (TokenStream, TokenStream),
    values: Vec<TokenStream>,
    before: TokenStream,
    types: TokenStream,
}

pub(crate) fn expand(tool: &Tool, func: &LooseFn, diag: &Diag) -> TokenStream {
    let name = &tool.identity.handle;
    let parts = match &tool.input {
        Input::Whole(ty) => whole((**ty).as_ref()),
        Input::Fields(Some(fields)) => properties(fields, &tool.identity.runtime),
        Input::Fields(None) => whole(None),
    };
    let multipart = tool.multipart.then(|| {
        let span = signature::output_span(&func.sig);
        quote_spanned!(span=> const _: () = __gk::assert_multipart::<<#name as __gk::Handle>::Output>();)
    });
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
        types: parts.types,
        items: quote!(#multipart impl __gk::ToolHandle for #name {}),
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
        types: quote!(),
    }
}

fn properties(fields: &[Field], runtime: &Runtime) -> Parts {
    let names: Vec<&Ident> = fields.iter().map(|field| &field.name).collect();
    let types = fields.iter().map(|field| &field.ty);
    let input = local("input");
    let before = if fields.is_empty() { quote!() } else { quote!(let (#(#names,)*) = Self::unpack(#input);) };
    Parts {
        input: Some(input_type(fields)),
        args: Some(quote!((#(#types,)*))),
        pack: (tuple(&names), quote!(__Parameters { #(#names),* })),
        unpack: (quote!(__Parameters { #(#names),* }), values(&names)),
        values: names.iter().map(|name| quote!(#name)).collect(),
        before,
        types: input_struct(fields, runtime),
    }
}

/// `__Parameters<String>`, from the first to the last of the user's types: there the compiler shows that one of them
/// cannot be a parameter.
fn input_type(fields: &[Field]) -> TokenStream {
    let all: TokenStream = fields.iter().map(|field| field.ty.to_token_stream()).collect();
    let (start, end) = types::ends(&all);
    let given = fields.iter().filter(|field| field.is_plain()).map(|field| &field.ty);
    let (open, close) = (quote_spanned!(start=> __Parameters), quote_spanned!(end=> >));
    quote!(#open <#(#given),* #close)
}

/// `(a, b,)`, or `_` for nothing.
fn tuple(names: &[&Ident]) -> TokenStream {
    if names.is_empty() { quote!(_) } else { quote!((#(#names,)*)) }
}

/// `(a, b,)`; of nothing the default, since clippy minds a lone `()`.
fn values(names: &[&Ident]) -> TokenStream {
    if names.is_empty() { quote!(::core::default::Default::default()) } else { quote!((#(#names,)*)) }
}

/// The struct that the properties are members of. It is generic over their types: a type that cannot be a parameter is
/// then told of once, where the struct is used as input, and not in each thing that is derived. Members with attributes
/// keep their types, since functions that the attributes name work on these.
fn input_struct(fields: &[Field], runtime: &Runtime) -> TokenStream {
    let (serde, schemars) = (runtime.reexport("serde"), runtime.reexport("schemars"));
    let mut params = Vec::new();
    let members: Vec<TokenStream> = fields
        .iter()
        .map(|field| {
            let Field { name, ty, attrs } = field;
            let kept = attrs.iter().filter(|attr| !docs::is_doc_comment(attr));
            let description = docs::description(attrs).into_iter();
            let ty = if field.is_plain() {
                let param = format_ident!("__{}", params.len());
                params.push(param.clone());
                quote!(#param)
            } else {
                quote!(#ty)
            };
            quote!(#(#[doc = #description])* #(#kept)* #name: #ty)
        })
        .collect();
    quote! {
        #[derive(__gk::serde::Serialize, __gk::serde::Deserialize, __gk::schemars::JsonSchema)]
        #[serde(crate = #serde)]
        #[schemars(crate = #schemars)]
        pub struct __Parameters<#(#params),*> { #(#members),* }
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
