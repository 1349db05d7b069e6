//! Reads the options of an attribute: every mistake is noted, and what could be read is kept.

use std::collections::HashSet;
use std::fmt::Display;
use std::slice;

use darling::FromMeta;
use darling::ast::NestedMeta;
use proc_macro2::{Span, TokenStream, TokenTree};
use quote::ToTokens;

use crate::errors::{Code, Diag, did_you_mean, has_code, with_code};

/// Stands for the key in the messages of values, which do not know it.
pub(crate) const KEY: &str = "<key>";

/// Reads the options one by one, so that a mistake in one does not hide the others.
pub(crate) fn read<A: FromMeta + Default>(tokens: &TokenStream, diag: &mut Diag) -> A {
    let mut good = Vec::new();
    let mut seen = HashSet::new();
    for chunk in split_at_commas(tokens) {
        let Some(item) = parse_item(&chunk, diag) else { continue };
        let key = key_of(&item);
        if !seen.insert(key.clone()) {
            diag.push(Code::TwiceGiven, &chunk, format!("`{key}` is given twice"));
            continue;
        }
        match A::from_list(slice::from_ref(&item)) {
            Ok(_) => good.push(item),
            Err(error) => {
                diag.tried(&key);
                report(error, &key, &chunk, diag);
            }
        }
    }
    // Each item was read by itself, and no two have the same key.
    A::from_list(&good).unwrap_or_default()
}

/// The pieces between top-level commas; a comma at the end is allowed, an empty piece is kept as the comma after it.
fn split_at_commas(tokens: &TokenStream) -> Vec<TokenStream> {
    let mut chunks = Vec::new();
    let mut chunk = Vec::new();
    let mut in_closure = false;
    for token in tokens.clone() {
        in_closure ^= matches!(&token, TokenTree::Punct(bar) if bar.as_char() == '|');
        match token {
            TokenTree::Punct(comma) if comma.as_char() == ',' && !in_closure => {
                if chunk.is_empty() {
                    chunk.push(TokenTree::Punct(comma));
                }
                chunks.push(chunk.drain(..).collect());
            }
            token => chunk.push(token),
        }
    }
    if !chunk.is_empty() {
        chunks.push(chunk.into_iter().collect());
    }
    chunks
}

fn parse_item(chunk: &TokenStream, diag: &mut Diag) -> Option<NestedMeta> {
    match syn::parse2::<NestedMeta>(chunk.clone()) {
        Ok(NestedMeta::Lit(literal)) => {
            diag.push(
                Code::Syntax,
                &literal,
                "a value without a key: options are `key = value`, `key(..)` or `key`",
            );
            None
        }
        Ok(NestedMeta::NameValueInvalidExpr(pair)) => {
            let key = pair.path.to_token_stream();
            diag.tried(&key.to_string());
            diag.push(Code::Syntax, chunk, format!("the value of `{key}` is missing or cannot be read"));
            None
        }
        Ok(item) => Some(item),
        Err(_) => {
            diag.tried(&chunk.to_string());
            let (place, message) = unreadable(chunk);
            diag.push(Code::Syntax, place, message);
            None
        }
    }
}

/// What is probably wrong with an option that cannot be read, and where.
fn unreadable(chunk: &TokenStream) -> (TokenStream, String) {
    let tokens: Vec<TokenTree> = chunk.clone().into_iter().collect();
    let is = |token: &TokenTree, c: char| matches!(token, TokenTree::Punct(punct) if punct.as_char() == c);
    let ident = |token: &TokenTree| matches!(token, TokenTree::Ident(_));
    let at = |index: usize| tokens.get(index).map(ToTokens::to_token_stream).unwrap_or_default();
    let next_option = tokens.windows(2).skip(3).position(|pair| match pair {
        [key, equals] => ident(key) && is(equals, '='),
        _ => false,
    });
    match tokens.as_slice() {
        [comma] if is(comma, ',') => (at(0), "no option stands before this comma: remove it".to_owned()),
        [key, colon, ..] if ident(key) && is(colon, ':') => {
            (at(1), format!("an option is `key = value`: write `{key} = ..`"))
        }
        all if all.iter().any(|token| is(token, ';')) => {
            let place = all.iter().position(|token| is(token, ';')).map(at).unwrap_or_default();
            (place, "options are separated by commas: write `,`".to_owned())
        }
        [key, equals, ..] if ident(key) && is(equals, '=') && next_option.is_some() => {
            (at(next_option.unwrap_or_default() + 3), "write a comma before the next option".to_owned())
        }
        _ => (chunk.clone(), "not an option: options are `key = value`, `key(..)` or `key`".to_owned()),
    }
}

fn key_of(item: &NestedMeta) -> String {
    let path = match item {
        NestedMeta::Meta(meta) => meta.path(),
        NestedMeta::NameValueInvalidExpr(pair) => &pair.path,
        NestedMeta::Lit(literal) => return literal.to_token_stream().to_string(),
    };
    path.to_token_stream().to_string().replace(' ', "")
}

/// Notes what darling found, in our words and with our codes.
fn report(error: darling::Error, key: &str, chunk: &TokenStream, diag: &mut Diag) {
    let start = chunk.clone().into_iter().next().map_or_else(Span::call_site, |token| token.span());
    for error in error.flatten() {
        let span = error.explicit_span().unwrap_or(start);
        let text = error.to_string();
        let (text, key) = without_location(&text, key);
        let text = text.replace(KEY, key);
        if has_code(&text) {
            diag.push_coded(span, text);
        } else if let Some(rest) = text.strip_prefix("Unknown field: ") {
            let message = match macro_of(key) {
                Some(owner) => {
                    format!("`{key}` is an option of `#[{owner}]`, not of this macro: {}", instead(key))
                }
                None if rest.contains(['.', ';']) => format!("unknown option {}", our_hint(rest)),
                None => format!("unknown option {rest}: remove it"),
            };
            diag.push_at(Code::UnknownOption, span, message);
        } else if text.starts_with("Unexpected ") {
            diag.push_at(Code::WrongForm, span, format!("`{key}` is a list: write `{key}(..)`"));
        } else if let Some(rest) = text.strip_prefix("Duplicate field ") {
            diag.push_at(Code::TwiceGiven, span, format!("{rest} is given twice"));
        } else {
            diag.push_at(Code::WrongForm, span, format!("`{key}` has a value of another form: {text}"));
        }
    }
}

/// The macro that has this option, if only one does.
fn macro_of(option: &str) -> Option<&'static str> {
    Some(match option {
        "effect" | "interrupt" | "multipart" => "tool",
        "session_store" => "agent",
        "check" | "cancel" => "background_model",
        "versions" | "stage" | "middleware" => "model",
        "dimensions" | "max_batch_size" => "embedder",
        "display_name" | "definition" | "is_billed" => "evaluator",
        "uri" | "template" => "resource",
        "flavor" | "worker_threads" => "genkit::main",
        _ => return None,
    })
}

/// What to do about an option of another macro.
fn instead(option: &str) -> &'static str {
    match option {
        "middleware" => "give it to the runtime or to the generate call, as `.with(..)`",
        _ => "remove it",
    }
}

/// ``Unknown field: `nam`. Did you mean `name`?`` becomes `` `nam`; did you mean `name`? ``.
fn our_hint(text: &str) -> String {
    let Some((given, known)) = text.split_once(". Available values: ") else {
        return text.replace(". Did you mean", "; did you mean");
    };
    let names: Vec<&str> = known.split(", ").map(|name| name.trim_matches('`')).collect();
    match did_you_mean(given.trim_matches('`'), &names) {
        Some(meant) => format!("{given}; did you mean `{meant}`?"),
        None => format!("{given}; there are {known}"),
    }
}

/// darling ends messages with the place in the tree (` at supports/tools`): cuts it off, and tells the innermost key.
fn without_location<'a>(text: &'a str, key: &'a str) -> (&'a str, &'a str) {
    match text.rsplit_once(" at ") {
        Some((message, place)) if place == key => (message, key),
        Some((message, place)) if place.starts_with(&format!("{key}/")) => {
            (message, place.rsplit('/').next().unwrap_or(key))
        }
        _ => (text, key),
    }
}

/// A mistake in a value, in the words of its type; `KEY` in the message stands for the option.
pub(crate) fn value_error(code: Code, tokens: &impl ToTokens, message: impl Display) -> darling::Error {
    darling::Error::custom(with_code(code, message)).with_span(&tokens.to_token_stream())
}
