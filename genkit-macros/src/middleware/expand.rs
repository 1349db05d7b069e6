//! What a middleware becomes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote};

use super::model::{Middleware, Part};
use crate::calls;
use crate::errors::Diag;
use crate::handle::{self, binding, local};
use crate::item_fn::LooseFn;
use crate::signature;
use crate::types;

pub(crate) fn expand(middleware: &Middleware, func: &LooseFn, diag: &Diag) -> TokenStream {
    let identity = &middleware.identity;
    let (name, handle) = (&identity.name, &identity.handle);
    let config = match middleware.config() {
        Some(param) => handle::member("Config", &handle::filled(&param.slot())),
        None => quote!(
            type Config = ();
        ),
    };
    let description = identity.description.iter();
    let hooks = hooks(middleware, func);
    let answers = answers(middleware, func, hooks.is_some());
    let takes_config = binding("config", hooks.is_some() && middleware.config().is_some());
    let config_name = local("config");
    let kept = middleware
        .config()
        .filter(|_| hooks.is_some())
        .map(|_| quote!(let #config_name = __gk::kept::<Self>(#config_name);));
    let hooks = hooks.unwrap_or_else(|| quote!(__gk::Hooks::new()));
    let declared = middleware.config().is_none().then(|| quote!(__gk::declared!(#handle);));
    let impl_token = handle::impl_token(func);
    let inner = quote! {
        #[automatically_derived]
        #impl_token __gk::MiddlewareHandle for #handle {
            #config
            const NAME: &'static str = #name;
            #(const DESCRIPTION: ::core::option::Option<&'static str> = ::core::option::Option::Some(#description);)*
            const SOURCE: ::core::option::Option<__gk::Source> =
                ::core::option::Option::Some(__gk::action!(Util, #name).source());
            const FIXED: ::core::option::Option<fn(Self::Config) -> __gk::Hooks> =
                ::core::option::Option::Some(|#takes_config| { #kept #hooks });
            fn hooks(config: Self::Config, _: &__gk::Genkit) -> __gk::Result<__gk::Hooks> {
                __gk::fixed::<Self>(config)
            }
            #declared
        }
        #answers
        __gk::inventory::submit!(__gk::DeclaredMiddleware::of::<#handle>());
    };
    handle::frame(identity, func, &inner, diag)
}

/// `Hooks::new().model(move |request, ctx, next| stamp(request, ctx, next, config()))`.
fn hooks(middleware: &Middleware, func: &LooseFn) -> Option<TokenStream> {
    let (shape, around) = (&middleware.shape, middleware.around?);
    let plain = shape.plain().zip(&middleware.parts);
    let values: Vec<TokenStream> = plain
        .map(|(param, part)| {
            // At the user's type: there a mismatch is shown.
            let place = types::ends(&param.ty).0.resolved_at(Span::mixed_site());
            let name = |name: &str| Ident::new(name, place);
            match part {
                Part::Request => {
                    let request = name("request");
                    quote!(#request)
                }
                Part::Next => {
                    let next = name("next");
                    quote!(#next)
                }
                Part::Config => {
                    let config = name("config");
                    quote!(#config())
                }
            }
        })
        .collect();
    let call = calls::call(func, shape, &values, &quote!())?;
    let (method, answer, body) =
        (format_ident!("{}", around.method), format_ident!("{}", around.answer), call.body);
    let (request, ctx, next) = (local("request"), binding("ctx", call.takes_ctx), local("next"));
    Some(quote!(__gk::Hooks::new().#method(move |#request, #ctx, #next| __gk::#answer::<Self>({ #body }))))
}

/// `impl Answers for stamp { type Returned = ..; }`.
fn answers(middleware: &Middleware, func: &LooseFn, callable: bool) -> Option<TokenStream> {
    let answers = format_ident!("{}", middleware.around.filter(|_| callable)?.answers);
    let (handle, returned) = (&middleware.identity.handle, signature::returned(&func.sig, &middleware.shape));
    Some(quote!(impl __gk::#answers for #handle { #returned }))
}
