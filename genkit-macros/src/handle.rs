//! Writes the handle: the struct in the type namespace, its trait, and the registration.
//!
//! Where a mistake leaves a type unknown, `__Broken` stands for it: an array whose length is the `compile_error!`
//! itself. The compiler takes that for a type that is already in error, and says nothing more wherever it is used.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};

use crate::common::Identity;
use crate::errors::Diag;
use crate::item_fn::LooseFn;
use crate::signature;
use crate::types;

/// A type in generated code; `None` if a mistake leaves it unknown.
pub(crate) type Slot = Option<TokenStream>;

/// The parts of `impl Handle for ..` that differ between actions.
#[derive(Debug)]
pub(crate) struct Handle {
    /// The variant of `ActionType`.
    pub(crate) action_type: &'static str,
    /// The member of the metadata that takes the schema of the options, and the function that makes it.
    pub(crate) options: Option<(&'static str, TokenStream)>,
    pub(crate) input: Slot,
    pub(crate) output: Slot,
    pub(crate) chunk: Slot,
    /// The arguments as a tuple; `(Self::Input,)` if nothing else is said.
    pub(crate) args: Option<TokenStream>,
    /// What `call` does; `None` if the function cannot be called.
    pub(crate) call: Option<Call>,
    /// The further traits of this handle, and types of its own.
    pub(crate) items: TokenStream,
    /// The constructor of `Discovered`.
    pub(crate) register: &'static str,
}

/// The body of `call`, and which of its arguments it uses.
#[derive(Debug)]
pub(crate) struct Call {
    pub(crate) body: TokenStream,
    pub(crate) takes_input: bool,
    pub(crate) takes_ctx: bool,
    pub(crate) takes_out: bool,
}

/// The name of a local of generated code: it can neither capture nor be captured.
pub(crate) fn local(name: &str) -> Ident {
    Ident::new(name, Span::mixed_site())
}

/// The local, or `_` if it is not used.
pub(crate) fn binding(name: &str, used: bool) -> TokenStream {
    let name = local(name);
    if used { quote!(#name) } else { quote!(_) }
}

/// `type Input = ..;`, at the user's type: there the compiler shows what is wrong with the member itself too.
pub(crate) fn member(name: &str, ty: &TokenStream) -> TokenStream {
    member_at(name, ty, types::ends(ty))
}

pub(crate) fn member_at(name: &str, ty: &TokenStream, (start, end): (Span, Span)) -> TokenStream {
    let (open, name, close) = (quote_spanned!(start=> type), Ident::new(name, end), quote_spanned!(end=> ;));
    quote!(#open #name = #ty #close)
}

/// The type, or `__Broken`.
pub(crate) fn filled(slot: &Slot) -> TokenStream {
    slot.clone().unwrap_or_else(|| quote!(__Broken))
}

impl Handle {
    /// The function, the handle with its impls, and the errors, if there are any.
    pub(crate) fn expand(self, identity: &Identity, func: &LooseFn, diag: &Diag) -> TokenStream {
        let slots = [&self.input, &self.output, &self.chunk];
        let broken = slots.iter().any(|slot| slot.is_none());
        let [input, output, chunk] = slots.map(filled);
        let args = self.args.unwrap_or_else(|| quote!((Self::Input,)));
        let args = member_at("Args", &args, types::ends(&input));
        let (input, output, chunk) =
            (member("Input", &input), member("Output", &output), member("Chunk", &chunk));
        let handle = &identity.handle;
        let def = identity.def(self.action_type, self.options);
        let call = self.call.filter(|_| !broken).unwrap_or_else(pending);
        let (i, ctx, out) =
            (binding("i", call.takes_input), binding("ctx", call.takes_ctx), binding("out", call.takes_out));
        let (fn_token, result_and_body) = around_body(func, "Fut", &call.body);
        // With mistakes too: a tool that has some is still a tool, wherever it is named.
        let (items, register) = (self.items, submit(self.register, handle));
        let impl_token = impl_token(func);
        let inner = quote! {
            #[automatically_derived]
            #impl_token __gk::Handle for #handle {
                #input
                #output
                #chunk
                #args
                const DEF: __gk::Def = &#def;
                #fn_token call(#i: Self::Input, #ctx: __gk::Ctx, #out: __gk::Out<Self>) -> #result_and_body
            }
            #items
            #register
        };
        frame(identity, func, &inner, diag)
    }
}

/// `impl`, at the name of the function: the compiler offers to add a missing type as a parameter behind that name, here
/// as for the function itself, and tells one mistake of both.
pub(crate) fn impl_token(func: &LooseFn) -> TokenStream {
    quote_spanned!(func.sig.ident.span()=> impl)
}

/// `fn`, and the result of `call` with this body, at the user's type of the output: there the compiler shows what is
/// wrong with it, as for the type itself, and tells one mistake of both.
pub(crate) fn around_body(func: &LooseFn, result: &str, body: &TokenStream) -> (TokenStream, TokenStream) {
    let span = signature::output_span(&func.sig);
    let result = format_ident!("{result}", span = span);
    (quote_spanned!(span=> fn), quote_spanned!(span=> __gk::#result<Self> { #body }))
}

/// A future of which nothing is known.
pub(crate) fn never_ready() -> TokenStream {
    quote!(::std::boxed::Box::pin(::core::future::pending()))
}

fn pending() -> Call {
    Call { body: never_ready(), takes_input: false, takes_ctx: false, takes_out: false }
}

/// The registration of a handle.
pub(crate) fn submit(constructor: &str, handle: &Ident) -> TokenStream {
    let constructor = format_ident!("{constructor}");
    quote!(__gk::inventory::submit!(__gk::Discovered::#constructor::<#handle>());)
}

/// The function, the struct, the anonymous constant around what is generated, and the errors.
pub(crate) fn frame(identity: &Identity, func: &LooseFn, inner: &TokenStream, diag: &Diag) -> TokenStream {
    let item = func.emitted();
    if func.sig.receiver().is_some() {
        // It stands in an `impl`, which can hold nothing of the rest.
        let errors = diag.compile_errors();
        return quote!(#item #(#errors)*);
    }
    let handle_struct = handle_struct(&identity.handle, func);
    let import = identity.runtime.import();
    let cfgs = func.cfgs();
    let deprecated = func.is_deprecated().then(|| quote!(#[allow(deprecated)])).into_iter();
    let mut errors = diag.compile_errors().into_iter();
    let uses_broken = mentions_broken(inner);
    let broken = if uses_broken { errors.next() } else { None };
    let broken = broken.into_iter();
    quote! {
        #item
        #handle_struct
        #(#cfgs)* #(#deprecated)*
        #[allow(unused_qualifications)]
        const _: () = {
            #import
            #(type __Broken = [(); #broken];)*
            #inner
        };
        #(#errors)*
    }
}

fn mentions_broken(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| match token {
        proc_macro2::TokenTree::Ident(ident) => ident == "__Broken",
        proc_macro2::TokenTree::Group(group) => mentions_broken(&group.stream()),
        _ => false,
    })
}

fn handle_struct(handle: &Ident, func: &LooseFn) -> TokenStream {
    let (attrs, vis) = (func.shared_attrs(), &func.vis);
    quote! {
        #(#attrs)*
        #[allow(non_camel_case_types, dead_code, missing_docs)]
        #[allow(missing_debug_implementations, unreachable_pub)]
        #vis struct #handle {}
    }
}
