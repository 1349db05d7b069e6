//! Doc comments: what a user writes above an item becomes its description.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::{Attribute, Expr, ExprLit, Lit, LitStr, Meta};

/// A description: a literal, or pieces with macros between them (`#[doc = include_str!("..")]`).
#[derive(Clone, Debug)]
pub(crate) enum Description {
    /// A literal.
    Text(String),
    /// An expression: `concat!(..)`.
    Pieces(TokenStream),
}

impl ToTokens for Description {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Self::Text(text) => text.to_tokens(tokens),
            Self::Pieces(pieces) => pieces.to_tokens(tokens),
        }
    }
}

/// The text of the doc comments among these attributes: one space less at the start of each line, no blank ends.
pub(crate) fn description(attrs: &[Attribute]) -> Option<Description> {
    let values: Vec<&Expr> = attrs.iter().filter_map(doc_value).collect();
    let literals: Option<Vec<String>> = values.iter().map(|value| literal(value)).collect();
    match literals {
        Some(texts) => tidy(&texts.join("\n")).map(Description::Text),
        None => Some(Description::Pieces(pieces(&values))),
    }
}

/// A text from an option, tidied in the same way; `None` if it is blank.
pub(crate) fn from_option(text: &LitStr) -> Option<Description> {
    tidy(&text.value()).map(Description::Text)
}

/// True for doc comments (`#[doc = ..]`; not for `#[doc(hidden)]`).
pub(crate) fn is_doc_comment(attr: &Attribute) -> bool {
    doc_value(attr).is_some()
}

fn doc_value(attr: &Attribute) -> Option<&Expr> {
    match &attr.meta {
        Meta::NameValue(pair) if pair.path.is_ident("doc") => Some(&pair.value),
        _ => None,
    }
}

fn literal(value: &Expr) -> Option<String> {
    match value {
        Expr::Lit(ExprLit { lit: Lit::Str(text), .. }) => Some(text.value()),
        Expr::Group(group) => literal(&group.expr),
        _ => None,
    }
}

fn tidy(text: &str) -> Option<String> {
    let lines: Vec<&str> =
        text.lines().map(|line| line.strip_prefix(' ').unwrap_or(line).trim_end()).collect();
    let tidied = lines.join("\n");
    let tidied = tidied.trim_matches('\n').trim();
    (!tidied.is_empty()).then(|| tidied.to_owned())
}

fn pieces(values: &[&Expr]) -> TokenStream {
    let mut parts = Vec::new();
    for (index, value) in values.iter().enumerate() {
        if index > 0 {
            parts.push(quote!("\n"));
        }
        parts.push(match literal(value) {
            Some(text) => text.strip_prefix(' ').unwrap_or(&text).to_token_stream(),
            None => value.to_token_stream(),
        });
    }
    quote!(::core::concat!(#(#parts),*))
}
