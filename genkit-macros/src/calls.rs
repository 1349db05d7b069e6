//! The call of the user's function in generated code.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::handle::Call;
use crate::item_fn::LooseFn;
use crate::signature::{self, Role, Shape};
use crate::types;

/// `fallible(greet(input, ctx))`: the plain parameters get these values, in their order.
pub(crate) fn call(
    func: &LooseFn,
    shape: &Shape,
    plain: &[TokenStream],
    before: &TokenStream,
) -> Option<Call> {
    let future = future(func, shape, plain)?;
    Some(Call {
        body: quote!(#before #future),
        takes_input: !plain.is_empty(),
        takes_ctx: shape.find(Role::Ctx).is_some(),
        takes_out: shape.find(Role::Chunks).is_some(),
    })
}

/// The call of a tool without a body: it waits for somebody.
pub(crate) fn interrupted() -> Call {
    Call { body: quote!(__gk::interrupted()), takes_input: false, takes_ctx: false, takes_out: false }
}

/// The future of the runtime that the function makes; `None` if generated code cannot call it.
pub(crate) fn future(func: &LooseFn, shape: &Shape, plain: &[TokenStream]) -> Option<TokenStream> {
    if !shape.callable {
        return None;
    }
    let mut plain = plain.iter();
    let mut args = Vec::new();
    for param in &shape.params {
        let ty = &param.ty;
        args.push(match param.role {
            Role::Plain => plain.next()?.clone(),
            Role::Ctx => given("given_ctx", ty, &quote!(#ty), "ctx"),
            Role::Chunks => given("given_chunks", ty, &quote!(#ty, _), "out"),
            Role::Inputs => given("given_inputs", ty, &quote!(#ty, _), "inputs"),
        });
    }
    let name = &func.sig.ident;
    // All of it at the name of the function: there the compiler shows a future that cannot be sent.
    let span = name.span();
    let called = quote_spanned!(span=> #name(#(#args),*));
    let made = if shape.is_async { called } else { quote_spanned!(span=> __gk::ready(#called)) };
    Some(match signature::into_result(shape) {
        Some(into_result) => quote!(__gk::fallible(#made, #into_result)),
        None => quote!(__gk::infallible(#made)),
    })
}

/// The future made by a function of a kind that returns one type only.
pub(crate) fn of_kind(mut call: Call, func: &LooseFn, shape: &Shape, kind: &str) -> Option<Call> {
    let (future, output) = (call.body, signature::into_output(&func.sig, shape, kind)?);
    call.body = quote!(__gk::output(#future, #output));
    Some(call)
}

/// `given_ctx::<Ctx>(ctx)`: proves that a type named `Ctx` is ours, with one error at the user's type if not.
fn given(function: &str, ty: &syn::Type, args: &TokenStream, value: &str) -> TokenStream {
    let place = types::ends(ty).0.resolved_at(Span::mixed_site());
    let (function, value) = (format_ident!("{function}"), Ident::new(value, place));
    quote!(__gk::#function::<#args>(#value))
}
