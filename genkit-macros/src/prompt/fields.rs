//! The fields of a user's struct and the variants of a user's enum, by the names that serde gives them.

use proc_macro2::{Ident, TokenStream};
use quote::ToTokens;
use syn::ext::IdentExt;
use syn::meta::ParseNestedMeta;
use syn::{Attribute, Fields, ItemEnum, ItemStruct, LitStr, Token, Type};

use super::types::Way;
use crate::errors::{Code, Diag};

/// A field as serde writes or reads it.
pub(super) struct Field<'a> {
    pub(super) ident: &'a Ident,
    pub(super) name: String,
    pub(super) ty: &'a Type,
    /// Left out where it says nothing, or filled in where it is missing.
    pub(super) may_be_absent: bool,
    /// Written by a function of its own: its type says nothing.
    pub(super) opaque: bool,
}

/// A variant as serde writes or reads it.
pub(super) struct Variant<'a> {
    pub(super) ident: &'a Ident,
    pub(super) name: String,
}

/// What serde is told of a container.
#[derive(Default)]
struct Container {
    rename_all: Option<String>,
    default: bool,
}

/// What serde is told of a field or variant.
#[derive(Default)]
struct Member {
    rename: Option<String>,
    skip: bool,
    may_be_absent: bool,
    opaque: bool,
}

/// The fields; what cannot be compared is noted.
pub(super) fn fields<'a>(item: &'a ItemStruct, way: Way, diag: &mut Diag) -> Option<Vec<Field<'a>>> {
    let named = match &item.fields {
        Fields::Named(named) => named,
        Fields::Unit => return Some(Vec::new()),
        Fields::Unnamed(unnamed) => {
            let message = "its fields need names, as the properties of the prompt's schema have";
            diag.push(Code::PromptItem, unnamed, message);
            return None;
        }
    };
    let container = container(&item.attrs, way, diag)?;
    let mut fields = Vec::new();
    let mut good = true;
    for field in &named.named {
        let Some(member) = member(&field.attrs, way, diag) else {
            good = false;
            continue;
        };
        let (Some(ident), false) = (&field.ident, member.skip) else { continue };
        let written = ident.unraw().to_string();
        let name = member.rename.unwrap_or_else(|| match &container.rename_all {
            Some(case) => field_case(&written, case),
            None => written,
        });
        let may_be_absent = member.may_be_absent || (way == Way::Out && container.default);
        fields.push(Field { ident, name, ty: &field.ty, may_be_absent, opaque: member.opaque });
    }
    good.then_some(fields)
}

/// The variants; what cannot be compared is noted.
pub(super) fn variants<'a>(item: &'a ItemEnum, way: Way, diag: &mut Diag) -> Option<Vec<Variant<'a>>> {
    let container = container(&item.attrs, way, diag)?;
    let mut variants = Vec::new();
    let mut good = true;
    for variant in &item.variants {
        if !matches!(variant.fields, Fields::Unit) {
            let message = "a word of the prompt's schema is a variant without fields";
            diag.push(Code::PromptItem, &variant.fields, message);
            good = false;
            continue;
        }
        let Some(member) = member(&variant.attrs, way, diag) else {
            good = false;
            continue;
        };
        if member.skip {
            continue;
        }
        let written = variant.ident.unraw().to_string();
        let name = member.rename.unwrap_or_else(|| match &container.rename_all {
            Some(case) => variant_case(&written, case),
            None => written,
        });
        variants.push(Variant { ident: &variant.ident, name });
    }
    good.then_some(variants)
}

fn container(attrs: &[Attribute], way: Way, diag: &mut Diag) -> Option<Container> {
    let mut container = Container::default();
    let good = each(attrs, diag, |meta, key| {
        match key {
            "rename_all" => container.rename_all = renamed(meta, way)?.or(container.rename_all.take()),
            "default" => {
                container.default = true;
                skip_value(meta)?;
            }
            "tag" | "content" | "untagged" | "transparent" | "into" | "remote" => {
                return Ok(Some(key.to_owned()));
            }
            _ => skip_value(meta)?,
        }
        Ok(None)
    });
    good.then_some(container)
}

fn member(attrs: &[Attribute], way: Way, diag: &mut Diag) -> Option<Member> {
    let mut member = Member::default();
    let good = each(attrs, diag, |meta, key| {
        match key {
            "rename" => member.rename = renamed(meta, way)?.or(member.rename.take()),
            "flatten" | "untagged" => return Ok(Some(key.to_owned())),
            "skip" => member.skip = true,
            "skip_serializing" => member.skip |= way == Way::In,
            "skip_deserializing" => member.skip |= way == Way::Out,
            "skip_serializing_if" => {
                member.may_be_absent |= way == Way::In;
                skip_value(meta)?;
            }
            "default" => {
                member.may_be_absent |= way == Way::Out;
                skip_value(meta)?;
            }
            "with" | "serialize_with" | "deserialize_with" => {
                member.opaque = true;
                skip_value(meta)?;
            }
            _ => skip_value(meta)?,
        }
        Ok(None)
    });
    good.then_some(member)
}

/// Goes through `#[serde(..)]`; what the closure gives back cannot be compared.
fn each(
    attrs: &[Attribute],
    diag: &mut Diag,
    mut read: impl FnMut(&ParseNestedMeta<'_>, &str) -> syn::Result<Option<String>>,
) -> bool {
    let mut good = true;
    for attr in attrs.iter().filter(|attr| attr.path().is_ident("serde")) {
        // What serde cannot read, serde tells itself.
        let _ = attr.parse_nested_meta(|meta| {
            let key = meta.path.get_ident().map(ToString::to_string).unwrap_or_default();
            if let Some(refused) = read(&meta, &key)? {
                let message = format!(
                    "`{refused}` hides from the compiler what serde writes, so that it cannot be compared with the \
                     prompt's schema: write the fields out"
                );
                diag.push(Code::PromptSerde, meta.path.to_token_stream(), message);
                good = false;
                skip_value(&meta)?;
            }
            Ok(())
        });
    }
    good
}

/// `= "name"`, or `(serialize = "name", deserialize = "name")`.
fn renamed(meta: &ParseNestedMeta<'_>, way: Way) -> syn::Result<Option<String>> {
    if meta.input.peek(Token![=]) {
        return Ok(Some(meta.value()?.parse::<LitStr>()?.value()));
    }
    let wanted = if way == Way::In { "serialize" } else { "deserialize" };
    let mut found = None;
    meta.parse_nested_meta(|inner| {
        let text: LitStr = inner.value()?.parse()?;
        if inner.path.is_ident(wanted) {
            found = Some(text.value());
        }
        Ok(())
    })?;
    Ok(found)
}

fn skip_value(meta: &ParseNestedMeta<'_>) -> syn::Result<()> {
    if meta.input.peek(Token![=]) {
        meta.value()?.parse::<syn::Expr>()?;
    } else if meta.input.peek(syn::token::Paren) {
        let inner;
        syn::parenthesized!(inner in meta.input);
        inner.parse::<TokenStream>()?;
    }
    Ok(())
}

/// A field's name, which is in snake case, as serde's `rename_all` writes it.
fn field_case(name: &str, case: &str) -> String {
    let words = || name.split('_').filter(|word| !word.is_empty());
    match case {
        "UPPERCASE" | "SCREAMING_SNAKE_CASE" => name.to_uppercase(),
        "PascalCase" => words().map(capital).collect(),
        "camelCase" => {
            let pascal: String = words().map(capital).collect();
            uncapital(&pascal)
        }
        "kebab-case" => name.replace('_', "-"),
        "SCREAMING-KEBAB-CASE" => name.to_uppercase().replace('_', "-"),
        // `lowercase` and `snake_case` leave a field as it is.
        _ => name.to_owned(),
    }
}

/// A variant's name, which is in Pascal case, as serde's `rename_all` writes it.
fn variant_case(name: &str, case: &str) -> String {
    let snake = || {
        let mut out = String::new();
        for (index, letter) in name.char_indices() {
            if letter.is_uppercase() && index > 0 {
                out.push('_');
            }
            out.extend(letter.to_lowercase());
        }
        out
    };
    match case {
        "lowercase" => name.to_lowercase(),
        "UPPERCASE" => name.to_uppercase(),
        "camelCase" => uncapital(name),
        "snake_case" => snake(),
        "SCREAMING_SNAKE_CASE" => snake().to_uppercase(),
        "kebab-case" => snake().replace('_', "-"),
        "SCREAMING-KEBAB-CASE" => snake().to_uppercase().replace('_', "-"),
        _ => name.to_owned(),
    }
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

fn uncapital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_lowercase).chain(letters).collect()
}
