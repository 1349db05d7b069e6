//! What a member of the family becomes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::kinds::Kind;
use super::model::{Member, Spec};
use crate::calls;
use crate::errors::Diag;
use crate::handle::{self, Call, Handle, local};
use crate::item_fn::LooseFn;
use crate::signature::{self, Param};
use crate::types;

pub(crate) fn expand(member: &Member, func: &LooseFn, diag: &Diag) -> TokenStream {
    let Member { kind, identity, shape, .. } = member;
    let [request, response, handle_trait] =
        [kind.request, kind.response, kind.handle_trait].map(|name| format_ident!("{name}"));
    let name = &identity.handle;
    let has_options = options(member).is_some();
    let schema = format_ident!("{}_options", kind.name);
    let options_type = kind.options.then(|| handle::member("Options", &options_type(member)));
    let returned = signature::returned(&func.sig, shape);
    let spec = spec(member);
    Handle {
        action_type: kind.action_type,
        options: has_options.then(|| (kind.name, quote!(__gk::#schema::<Self>))),
        input: Some(quote!(__gk::#request)),
        output: Some(quote!(__gk::#response)),
        chunk: Some(quote!(__gk::NoChunk)),
        args: None,
        call: call(member, func),
        items: quote! {
            impl __gk::#handle_trait for #name {
                #options_type
                #returned
                #spec
            }
        },
        register: "of",
    }
    .expand(identity, func, diag)
}

/// `Given::<Self>(i).embedder(move |documents, options| { let f = embed(documents, options); fallible::<R>(f) })`.
fn call(member: &Member, func: &LooseFn) -> Option<Call> {
    let kind = member.kind;
    let (input, ctx) = (local("i"), local("ctx"));
    let bindings: Vec<Ident> =
        member.shape.plain().enumerate().map(|(at, param)| bound(kind, at, param)).collect();
    let mut params: Vec<TokenStream> = bindings.iter().map(|name| quote!(#name)).collect();
    let mut call = calls::call(func, &member.shape, &params, &quote!())?;
    if kind.options && options(member).is_none() {
        params.push(quote!(_));
    }
    let mut below = quote!();
    if let Spec::Evaluator = member.spec {
        // Every case is a call of its own, with a context of its own.
        params.push(handle::binding("ctx", call.takes_ctx));
        below = quote!(#ctx,);
        call.takes_ctx = true;
    }
    let (adapter, body) = (format_ident!("{}", kind.name), call.body);
    call.takes_input = true;
    call.body = quote!(__gk::Given::<Self>(#input).#adapter(#below move |#(#params),*| { #body }));
    Some(call)
}

/// A local for a parameter, at the place of the user's type: there a mismatch is shown.
fn bound(kind: &Kind, at: usize, param: &Param) -> Ident {
    let name = kind.params.get(at).map_or("options", |(name, _)| name);
    Ident::new(name, types::ends(&param.ty).0.resolved_at(Span::mixed_site()))
}

/// The parameter after those of the kind.
fn options(member: &Member) -> Option<&Param> {
    member.shape.plain().nth(member.kind.params.len()).filter(|_| member.shape.callable)
}

/// The type of the options, from its first to its last token.
fn options_type(member: &Member) -> TokenStream {
    match options(member).map(Param::slot) {
        Some(slot) => handle::filled(&slot),
        None => quote!(__gk::NoOptions),
    }
}

fn spec(member: &Member) -> TokenStream {
    let spec = match &member.spec {
        Spec::Resource { uri: Some(uri), .. } => quote!(uri(#uri)),
        Spec::Resource { template: Some(template), .. } => quote!(template(#template)),
        // Reported.
        Spec::Resource { .. } => quote!(uri("")),
        _ => return quote!(),
    };
    quote!(const SPEC: __gk::ResourceSpec = __gk::ResourceSpec::#spec;)
}
