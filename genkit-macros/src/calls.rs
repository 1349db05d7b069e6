//! The call of the user's function in generated code.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;

use crate::handle::Call;
use crate::item_fn::LooseFn;
use crate::signature::{Role, Shape};
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
        args.push(match param.role {
            Role::Plain => plain.next()?.clone(),
            Role::Ctx => taken(&param.ty, "ctx"),
            Role::Chunks => taken(&param.ty, "out"),
            Role::Inputs => taken(&param.ty, "inputs"),
        });
    }
    let name = &func.sig.ident;
    let called = quote!(#name(#(#args),*));
    let made = if shape.is_async { called } else { quote!(__gk::ready(#called)) };
    let span = name.span().resolved_at(Span::mixed_site());
    let wrap = Ident::new(if shape.is_fallible() { "fallible" } else { "infallible" }, span);
    Some(quote!(__gk::#wrap(#made)))
}

/// `identity::<Ctx>(ctx)`: proves that a type named `Ctx` is ours, with one error at the user's type if not.
fn taken(ty: &syn::Type, value: &str) -> TokenStream {
    let (start, _) = types::ends(ty);
    let value = Ident::new(value, start.resolved_at(Span::mixed_site()));
    quote!(::core::convert::identity::<#ty>(#value))
}
