//! The call of the user's function in generated code.

use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};

use crate::handle::Call;
use crate::item_fn::LooseFn;
use crate::signature::{self, Role, Shape};
use crate::types;

/// `let f = greet(i, ctx); fallible::<R>(f)`: the plain parameters get these values, in their order.
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
            Role::Ctx => given("ctx", ty, "ctx"),
            Role::Chunks => given("chunks", ty, "out"),
            Role::Inputs => given("inputs", ty, "inputs"),
        });
    }
    let name = &func.sig.ident;
    // All of it at the name of the function: there the compiler shows a future that cannot be sent.
    let span = name.span();
    let called = quote_spanned!(span=> #name(#(#args),*));
    let made = if shape.is_async { called } else { quote_spanned!(span=> __gk::ready(#called)) };
    // With the hygiene of the name too: of a future that cannot be sent the compiler tells at the macro otherwise.
    let future = Ident::new("__f", span);
    let ours = match signature::result(shape) {
        Some((result, (start, end))) => {
            let (open, close) = (quote_spanned!(start=> __gk), quote_spanned!(end=> >));
            let (function, future) = (Ident::new("fallible", end), in_parens(&future, end));
            quote!(#open::#function::<#result #close #future)
        }
        None => quote!(__gk::infallible(#future)),
    };
    Some(quote!(let #future = #made; #ours))
}

/// `ctx(ctx)`: proves that a type named `Ctx` is ours, with one error at the user's type if not.
fn given(function: &str, ty: &syn::Type, value: &str) -> TokenStream {
    let (start, end) = types::ends(ty);
    let (open, function) = (quote_spanned!(start=> __gk), Ident::new(function, end));
    let value = in_parens(&Ident::new(value, start.resolved_at(Span::mixed_site())), end);
    quote!(#open::#function #value)
}

/// `(value)`, so that a call ends at this place for the compiler.
fn in_parens(value: &Ident, end: Span) -> Group {
    let mut group = Group::new(Delimiter::Parenthesis, value.to_token_stream());
    group.set_span(end);
    group
}
