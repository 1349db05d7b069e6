//! What a model becomes.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{Expr, Path};

use super::model::{Companions, Model};
use crate::calls;
use crate::errors::Diag;
use crate::handle::{self, Call, Handle, filled, local};
use crate::item_fn::LooseFn;
use crate::signature::{self, Role};

pub(crate) fn expand(model: &Model, func: &LooseFn, diag: &Diag) -> TokenStream {
    let (action_type, output, chunk, register) = match model.background {
        Some(_) => ("BackgroundModel", quote!(__gk::Operation), quote!(__gk::NoChunk), "background"),
        None => ("Model", quote!(__gk::ModelResponse), quote!(__gk::ModelResponseChunk), "of"),
    };
    let handle_trait = format_ident!("{action_type}Handle");
    let schema = format_ident!("{}_options", model.kind());
    let (name, request) = (&model.identity.handle, request(model));
    let returned = signature::returned(&func.sig, &model.shape);
    let companions = model.background.as_ref().map(companions);
    let middleware = middleware(&model.middleware);
    let cancels = model.background.as_ref().is_some_and(|companions| companions.cancel.is_some());
    let supports_cancel = cancels.then(|| quote!(impl __gk::SupportsCancel for #name {}));
    Handle {
        action_type,
        options: Some(("model", quote!(__gk::#schema::<Self>))),
        input: Some(quote!(__gk::ModelRequest)),
        output: Some(output),
        chunk: Some(chunk),
        args: None,
        call: call(model, func),
        items: quote! {
            impl __gk::#handle_trait for #name {
                #request
                #returned
                #companions
                #middleware
            }
            #supports_cancel
        },
        register,
    }
    .expand(&model.identity, func, diag)
}

/// `Given::<Self>(i).model(|i| { let f = chat(i); fallible::<R>(f) })`.
fn call(model: &Model, func: &LooseFn) -> Option<Call> {
    let input = local("i");
    let mut call = calls::call(func, &model.shape, &[quote!(#input)], &quote!())?;
    let (body, kind) = (call.body, format_ident!("{}", model.kind()));
    call.body = quote!(__gk::Given::<Self>(#input).#kind(|#input| { #body }));
    Some(call)
}

/// `type Request = ModelRequest<C>;`.
fn request(model: &Model) -> TokenStream {
    let param = model.shape.find(Role::Plain).filter(|_| model.shape.callable);
    handle::member("Request", &filled(&param.and_then(|param| param.slot())))
}

/// `middleware!(..)`: values as they stand, and of a path alone that of a handle.
fn middleware(list: &[Expr]) -> Option<TokenStream> {
    let each = list.iter().map(|expr| match expr {
        Expr::Path(handle) => quote_spanned!(expr.span()=> __gk::used::<#handle>()),
        value => quote!(#value),
    });
    (!list.is_empty()).then(|| quote!(__gk::middleware!(#(#each),*);))
}

/// The companions, also beside errors: operations may be checked and cancelled elsewhere.
fn companions(Companions { check, cancel }: &Companions) -> TokenStream {
    let run = |path: &Path| quote!(|i, c| __gk::run(#path, i, c));
    let pending = || quote!(|_, _| ::std::boxed::Box::pin(::core::future::pending()));
    // Of a missing one nothing is known.
    let check = check.as_ref().map_or_else(pending, run);
    let cancel = cancel.as_ref().map(run).into_iter();
    quote! {
        const CHECK: __gk::OperationFn = #check;
        #(const CANCEL: __gk::Cancel = __gk::Some(#cancel);)*
    }
}
