//! What a model becomes.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{LitStr, Path};

use super::args::Supports;
use super::model::{Companions, Info, Model};
use crate::calls;
use crate::errors::Diag;
use crate::handle::{self, Call, Handle, Slot, binding, filled, local, never_ready};
use crate::item_fn::LooseFn;
use crate::signature::{self, Role};
use crate::types;

pub(crate) fn expand(model: &Model, func: &LooseFn, diag: &Diag) -> TokenStream {
    let (action_type, output, chunk, register) = match model.background {
        Some(_) => ("BackgroundModel", quote!(__gk::Operation), quote!(__gk::NoChunk), "background"),
        None => ("Model", quote!(__gk::ModelResponse), quote!(__gk::ModelResponseChunk), "of"),
    };
    let input = local("input");
    let config = handle::member("Config", &filled(&of_request(model, "Config")));
    let types = match &model.background {
        Some(companions) => companion_impls(model, companions, &config),
        None => {
            let name = &model.identity.handle;
            quote!(impl __gk::ModelHandle for #name { #config })
        }
    };
    Handle {
        action_type,
        metadata: metadata(model),
        input: Some(quote!(__gk::ModelRequest)),
        output: Some(output),
        chunk: Some(chunk),
        args: Some(quote!((Self::Input,))),
        pack: (quote!((#input,)), quote!(#input)),
        unpack: (quote!(#input), quote!((#input,))),
        call: call(model, func),
        types,
        items: quote!(),
        register,
    }
    .expand(&model.identity, func, diag)
}

fn call(model: &Model, func: &LooseFn) -> Option<Call> {
    let (input, request) = (local("input"), local("request"));
    let call = calls::call(func, &model.shape, &[quote!(#request)], &quote!())?;
    let kind = if model.background.is_some() { "BackgroundOutput" } else { "ModelOutput" };
    let mut call = calls::of_kind(call, func, &model.shape, kind)?;
    let (body, read) = (call.body, of_request(model, "read")?);
    call.body = quote!(__gk::reading(#input, #read, move |#request| #body));
    Some(call)
}

/// `<ModelRequest<C> as HasConfig>::member`.
fn of_request(model: &Model, member: &str) -> Slot {
    let param = model.shape.find(Role::Plain).filter(|_| model.shape.callable)?;
    Some(signature::member_of(&param.slot()?, "HasConfig", member, types::ends(&param.ty)))
}

/// The companions, also beside errors: operations may be checked and cancelled elsewhere.
fn companion_impls(model: &Model, companions: &Companions, config: &TokenStream) -> TokenStream {
    let name = &model.identity.handle;
    let Companions { check, cancel } = companions;
    let cancels = cancel.is_some();
    let check = companion("check", check.as_ref());
    let cancel = cancel.iter().map(|cancel| companion("cancel", Some(cancel)));
    let supports = cancels.then(|| quote!(impl __gk::SupportsCancel for #name {}));
    quote! {
        impl __gk::BackgroundModelHandle for #name {
            #config
            const CANCELS: bool = #cancels;
            #check
            #(#cancel)*
        }
        #supports
    }
}

/// `check` or `cancel`; of a missing one nothing is known.
fn companion(method: &str, path: Option<&Path>) -> TokenStream {
    let method = quote::format_ident!("{method}");
    let (operation, ctx) = (binding("operation", path.is_some()), binding("ctx", path.is_some()));
    let body = match path {
        Some(path) => quote!(__gk::companion(#path, #operation, #ctx)),
        None => never_ready(),
    };
    quote! {
        fn #method(#operation: __gk::Operation, #ctx: __gk::Ctx)
            -> __gk::BoxFuture<'static, __gk::Result<__gk::Operation>> { #body }
    }
}

fn metadata(model: &Model) -> Option<TokenStream> {
    let schema = of_request(model, "schema")?;
    let Info { label, versions, supports, stage } = &model.info;
    let mut members = Vec::new();
    if let Some(label) = label {
        members.push(quote!(label: ::core::option::Option::Some(#label)));
    }
    if !versions.is_empty() {
        members.push(quote!(versions: &[#(#versions),*]));
    }
    if let Some(supports) = supports {
        let supports = supports_spec(supports);
        members.push(quote!(supports: ::core::option::Option::Some(#supports)));
    }
    if let Some(stage) = stage {
        let stage = stage.name();
        members.push(quote!(stage: ::core::option::Option::Some(#stage)));
    }
    let spec = match members.as_slice() {
        [] => quote!(__gk::ModelSpec::NONE),
        members => quote!(__gk::ModelSpec { #(#members,)* ..__gk::ModelSpec::NONE }),
    };
    Some(quote!(__gk::config_schema(__gk::model_metadata(#spec), #schema)))
}

fn supports_spec(supports: &Supports) -> TokenStream {
    let Supports { output, content_type, constrained, .. } = supports;
    let flags = [
        ("multiturn", supports.multiturn),
        ("media", supports.media),
        ("tools", supports.tools),
        ("system_role", supports.system_role),
        ("context", supports.context),
        ("tool_choice", supports.tool_choice),
        ("long_running", supports.long_running),
    ];
    let mut members = Vec::new();
    for (flag, _) in flags.iter().filter(|(_, given)| given.0) {
        let flag = quote::format_ident!("{flag}");
        members.push(quote!(#flag: true));
    }
    for (list, texts) in [("output", output), ("content_type", content_type)] {
        if let Some(texts) = texts {
            let (list, texts): (_, &[LitStr]) = (quote::format_ident!("{list}"), &texts.0);
            members.push(quote!(#list: &[#(#texts),*]));
        }
    }
    if let Some(constrained) = constrained {
        let constrained = constrained.0.name();
        members.push(quote!(constrained: ::core::option::Option::Some(#constrained)));
    }
    quote!(__gk::SupportsSpec { #(#members,)* ..__gk::SupportsSpec::NONE })
}
