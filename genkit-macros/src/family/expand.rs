//! What a member of the family becomes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::kinds::Kind;
use super::model::{Member, Spec};
use crate::calls;
use crate::errors::Diag;
use crate::handle::{Call, Handle, local};
use crate::item_fn::LooseFn;
use crate::signature::{self, Param};
use crate::types;

pub(crate) fn expand(member: &Member, func: &LooseFn, diag: &Diag) -> TokenStream {
    let Member { kind, identity, .. } = member;
    let input = local("input");
    let [request, response, handle_trait] =
        [kind.request, kind.response, kind.handle_trait].map(|name| format_ident!("{name}"));
    let name = &identity.handle;
    let constant = constant(member);
    Handle {
        action_type: kind.action_type,
        metadata: Some(metadata(member)),
        input: Some(quote!(__gk::#request)),
        output: Some(quote!(__gk::#response)),
        chunk: Some(quote!(__gk::NoChunk)),
        args: Some(quote!((Self::Input,))),
        pack: (quote!((#input,)), quote!(#input)),
        unpack: (quote!(#input), quote!((#input,))),
        call: call(member, func),
        types: quote!(),
        items: quote!(#constant impl __gk::#handle_trait for #name {}),
        register: "of",
    }
    .expand(identity, func, diag)
}

/// `embedder(input, move |documents, options| fallible(embed(documents, options, ctx)))`.
fn call(member: &Member, func: &LooseFn) -> Option<Call> {
    let kind = member.kind;
    let (input, ctx) = (local("input"), local("ctx"));
    let bindings: Vec<Ident> =
        member.shape.plain().enumerate().map(|(at, param)| bound(kind, at, param)).collect();
    let values: Vec<TokenStream> = bindings.iter().map(|name| quote!(#name)).collect();
    let call = calls::call(func, &member.shape, &values, &quote!())?;
    let mut call = calls::of_kind(call, func, &member.shape, kind.output)?;
    let mut params = values;
    let mut future = call.body;
    if kind.options {
        params.truncate(kind.params.len());
        match (bindings.last(), of_options(member, "read")) {
            (Some(options), Some(read)) => {
                let raw = local("raw");
                future = quote!(__gk::reading(#raw, #read, move |#options| #future));
                params.push(quote!(#raw));
            }
            _ => params.push(quote!(_: __gk::NoOptions)),
        }
    }
    let adapter = format_ident!("{}", kind.name);
    let first = match member.spec {
        Spec::Resource { .. } => quote!(__SPEC, #input),
        // Every case is a call of its own, with a context of its own.
        Spec::Evaluator { .. } => quote!(#input, ::core::clone::Clone::clone(&#ctx)),
        _ => quote!(#input),
    };
    let future = match member.spec {
        Spec::Evaluator { .. } if call.takes_ctx => {
            quote!({ let #ctx = ::core::clone::Clone::clone(&#ctx); #future })
        }
        _ => future,
    };
    call.takes_ctx |= matches!(member.spec, Spec::Evaluator { .. });
    call.body = quote!(__gk::#adapter(#first, move |#(#params),*| #future));
    Some(call)
}

/// A local for a parameter, at the place of the user's type: there a mismatch is shown.
fn bound(kind: &Kind, at: usize, param: &Param) -> Ident {
    let name = kind.params.get(at).map_or("options", |(name, _)| name);
    Ident::new(name, types::ends(&param.ty).0.resolved_at(Span::mixed_site()))
}

fn constant(member: &Member) -> TokenStream {
    let Spec::Resource { uri, template } = &member.spec else { return quote!() };
    let [uri, template] = [uri, template].map(|text| optional(text.as_ref()));
    quote!(const __SPEC: __gk::ResourceSpec = __gk::ResourceSpec { uri: #uri, template: #template };)
}

fn optional(value: Option<impl quote::ToTokens>) -> TokenStream {
    match value {
        Some(value) => quote!(::core::option::Option::Some(#value)),
        None => quote!(::core::option::Option::None),
    }
}

fn metadata(member: &Member) -> TokenStream {
    let metadata = format_ident!("{}_metadata", member.kind.name);
    let plain = match &member.spec {
        Spec::Embedder { label, dimensions, max_batch_size, multilingual, input } => {
            let (label, dimensions) = (optional(label.as_ref()), optional(*dimensions));
            let max_batch_size = optional(*max_batch_size);
            quote!(__gk::#metadata::<__gk::NoOptions>(__gk::EmbedderSpec {
                label: #label, dimensions: #dimensions, max_batch_size: #max_batch_size,
                multilingual: #multilingual, input: &[#(#input),*]
            }))
        }
        Spec::Labelled { label } => {
            let label = optional(label.as_ref());
            quote!(__gk::#metadata::<__gk::NoOptions>(#label))
        }
        Spec::Evaluator { display_name, definition, is_billed } => {
            let name = &member.identity.name;
            let display_name = display_name.as_ref().map_or_else(|| quote!(#name), |text| quote!(#text));
            let description =
                member.identity.description.as_ref().map_or_else(|| quote!(""), |text| quote!(#text));
            let definition = definition.as_ref().map_or(description, |text| quote!(#text));
            quote!(__gk::#metadata::<__gk::NoOptions>(__gk::EvaluatorSpec {
                display_name: #display_name, definition: #definition, is_billed: #is_billed
            }))
        }
        Spec::Resource { .. } => quote!(__gk::#metadata(__SPEC)),
    };
    let name = member.kind.name;
    match of_options(member, "schema") {
        Some(schema) => quote!(__gk::options_schema(#plain, #name, #schema)),
        None => plain,
    }
}

/// `<O as ActionOptions>::member` for the parameter after those of the kind.
fn of_options(member: &Member, item: &str) -> Option<TokenStream> {
    let param = member.shape.plain().nth(member.kind.params.len()).filter(|_| member.shape.callable)?;
    Some(signature::member_of(&param.slot()?, "ActionOptions", item, types::ends(&param.ty)))
}
