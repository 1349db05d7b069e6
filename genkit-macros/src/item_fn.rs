//! The user's function, read loosely: its body stays raw tokens, so that half-typed code passes through.

use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{Parse, ParseStream};
use syn::{Attribute, FnArg, Meta, Signature, Token, Visibility};

use crate::docs;

/// A function: attributes, visibility and signature are known, the body is not looked at.
#[derive(Clone, Debug)]
pub(crate) struct LooseFn {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) sig: Signature,
    pub(crate) body: TokenStream,
}

impl Parse for LooseFn {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        Ok(Self {
            attrs: input.call(Attribute::parse_outer)?,
            vis: input.parse()?,
            sig: input.parse()?,
            body: input.parse()?,
        })
    }
}

impl LooseFn {
    /// True if it ends with `;` where a function has a body.
    pub(crate) fn is_declaration(&self) -> bool {
        let mut body = self.body.clone().into_iter();
        let end = matches!(body.next(), Some(TokenTree::Punct(end)) if end.as_char() == ';');
        end && body.next().is_none()
    }

    /// The function as it was written, without what this crate reads on its parameters; nothing of a declaration.
    pub(crate) fn emitted(&self) -> TokenStream {
        if self.is_declaration() {
            return TokenStream::new();
        }
        let Self { attrs, vis, body, .. } = self;
        let mut sig = self.sig.clone();
        // Refused; to the compiler it would be one more mistake.
        sig.variadic = None;
        for input in &mut sig.inputs {
            match input {
                FnArg::Typed(param) => param.attrs.retain(stays_on_parameter),
                FnArg::Receiver(receiver) => receiver.attrs.retain(stays_on_parameter),
            }
        }
        quote!(#(#attrs)* #vis #sig #body)
    }

    /// The `#[cfg]`s, which go on everything that is generated.
    pub(crate) fn cfgs(&self) -> impl Iterator<Item = &Attribute> {
        self.attrs.iter().filter(|attr| attr.path().is_ident("cfg"))
    }

    /// The attributes that go on the handle too: docs, `#[cfg]` and `#[deprecated]`.
    pub(crate) fn shared_attrs(&self) -> impl Iterator<Item = &Attribute> {
        let shared =
            |attr: &&Attribute| ["cfg", "doc", "deprecated"].iter().any(|name| attr.path().is_ident(name));
        self.attrs.iter().filter(shared)
    }

    /// True if the function is marked `#[deprecated]`: generated code that calls it should not warn.
    pub(crate) fn is_deprecated(&self) -> bool {
        self.attrs.iter().any(|attr| attr.path().is_ident("deprecated"))
    }
}

/// Lint levels mean something to the compiler on a parameter; all else there is ours, or is refused.
pub(crate) fn stays_on_parameter(attr: &Attribute) -> bool {
    const LEVELS: [&str; 5] = ["allow", "expect", "warn", "deny", "forbid"];
    LEVELS.iter().any(|level| attr.path().is_ident(level))
}

/// True for the attributes of a parameter that move to the field of a generated struct.
pub(crate) fn moves_to_field(attr: &Attribute) -> bool {
    docs::is_doc_comment(attr)
        || ["serde", "schemars", "validate"].iter().any(|name| attr.path().is_ident(name))
}

/// True for `#[name]` without anything more.
pub(crate) fn is_marker(attr: &Attribute, name: &str) -> bool {
    matches!(&attr.meta, Meta::Path(path) if path.is_ident(name))
}

/// The visibility and name after `fn` in tokens that are no readable function, for the handle beside the error.
pub(crate) fn guess_name(item: &TokenStream) -> Option<(Visibility, Ident)> {
    let mut before = Vec::new();
    let mut tokens = item.clone().into_iter();
    while let Some(token) = tokens.next() {
        if matches!(&token, TokenTree::Ident(ident) if ident == "fn") {
            let Some(TokenTree::Ident(name)) = tokens.next() else { return None };
            // A keyword here is no name.
            syn::parse2::<Ident>(name.to_token_stream()).ok()?;
            return Some((guess_visibility(before), name));
        }
        before.push(token);
    }
    None
}

fn guess_visibility(before: Vec<TokenTree>) -> Visibility {
    let parse = |input: ParseStream<'_>| {
        input.call(Attribute::parse_outer)?;
        let vis = input.parse::<Visibility>()?;
        while !input.is_empty() {
            if input.peek(Ident::peek_any) || input.peek(syn::Lit) || input.peek(Token![#]) {
                input.parse::<TokenTree>()?;
            } else {
                return Err(input.error("no function"));
            }
        }
        Ok(vis)
    };
    syn::parse::Parser::parse2(parse, before.into_iter().collect()).unwrap_or(Visibility::Inherited)
}
