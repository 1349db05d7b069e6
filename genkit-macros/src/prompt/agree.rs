//! Whether a user's type agrees with a schema of the file: names here, types by traits that the compiler asks for.

use genkit_dotprompt::Position;
use proc_macro2::TokenStream;
use quote::{quote, quote_spanned};
use serde_json::Value;
use syn::spanned::Spanned;
use syn::{Item, ItemEnum, ItemStruct, LitStr, Type};

use super::check::{Checked, NAMED};
use super::fields::{self, Field};
use super::types::{Way, kind};
use crate::errors::{Code, Diag, did_you_mean, one_of, with_code};
use crate::types;

/// A part of a schema of the file, with the way to it.
pub(super) struct Part<'a> {
    pub(super) schema: &'a Value,
    pub(super) way: Way,
    /// The names of the properties that lead to it.
    steps: Vec<&'a str>,
    /// Properties that have defaults.
    defaults: Vec<&'a str>,
}

/// Finds what the type stands for: all of the input, or what `at` names.
pub(super) fn part<'a>(
    checked: &'a Checked,
    literal: &LitStr,
    at: Option<&'a str>,
    place: Option<&LitStr>,
    diag: &mut Diag,
) -> Option<Part<'a>> {
    let mut steps = at.unwrap_or("input").split('.');
    let slot = steps.next().unwrap_or_default();
    let (root, way) = match slot {
        "input" => (checked.input.as_ref(), Way::In),
        "output" => (checked.output.as_ref(), Way::Out),
        _ => {
            let message =
                format!("`at` begins with `input` or `output`, not with `{slot}`: `at = \"input.items\"`");
            diag.push(Code::PromptPlace, place.unwrap_or(literal), message);
            return None;
        }
    };
    let Some(mut schema) = root else {
        let message = format!(
            "{}:1:1: the file declares no {slot}: add `{slot}: {{schema: ..}}` to its front matter",
            checked.place.written
        );
        diag.push(Code::PromptNoSchema, literal, message);
        return None;
    };
    let mut taken = Vec::new();
    for step in steps {
        schema = through_lists(schema);
        let properties = schema.get("properties").and_then(Value::as_object);
        let Some(next) = properties.and_then(|properties| properties.get(step)) else {
            let names: Vec<&str> = properties.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
            let hint = did_you_mean(step, &names)
                .map(|near| format!("; did you mean `{near}`?"))
                .unwrap_or_default();
            let at = position(checked, way, &taken);
            let message = format!("{}:{at}: there is no `{step}` here{hint}", checked.place.written);
            diag.push(Code::PromptPlace, place.unwrap_or(literal), message);
            return None;
        };
        schema = next;
        taken.push(step);
    }
    let with_defaults = taken.is_empty() && way == Way::In;
    let defaults = checked.prompt.front_matter().input_default().filter(|_| with_defaults);
    let defaults = defaults.into_iter().flatten().map(|(name, _)| name.as_str()).collect();
    Some(Part { schema: through_lists(schema), way, steps: taken, defaults })
}

fn through_lists(schema: &Value) -> &Value {
    match (kind(schema).0, schema.get("items")) {
        (Some("array"), Some(items)) => through_lists(items),
        _ => schema,
    }
}

/// Where a property stands in the file, in picoschema or in JSON Schema.
fn position(checked: &Checked, way: Way, steps: &[&str]) -> Position {
    let slot = if way == Way::In { "input" } else { "output" };
    let front = checked.prompt.front_matter();
    let mut path: Vec<String> = vec![slot.to_owned(), "schema".to_owned()];
    let mut raw = front.raw.get(slot).and_then(|slot| slot.get("schema"));
    for step in steps {
        let inner = raw.and_then(|raw| raw.get("properties"));
        if inner.is_some() {
            path.push("properties".to_owned());
            raw = inner;
        }
        let members = raw.and_then(Value::as_object).into_iter().flatten();
        let mut named = members.filter(|(key, _)| key.split(['?', '(']).next().map(str::trim) == Some(*step));
        let Some((key, value)) = named.next() else { break };
        path.push(key.clone());
        raw = Some(value);
    }
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    front.position(&path).unwrap_or(Position::START)
}

/// Compares names, and gives what compares types.
pub(super) fn check(
    checked: &Checked,
    part: &Part<'_>,
    literal: &LitStr,
    item: &Item,
    diag: &mut Diag,
) -> TokenStream {
    match item {
        Item::Struct(item) => structure(checked, part, literal, item, diag),
        Item::Enum(item) => {
            words(checked, part, literal, item, diag);
            TokenStream::new()
        }
        _ => TokenStream::new(),
    }
}

fn structure(
    checked: &Checked,
    part: &Part<'_>,
    literal: &LitStr,
    item: &ItemStruct,
    diag: &mut Diag,
) -> TokenStream {
    let Some(fields) = fields::fields(item, part.way, diag) else { return TokenStream::new() };
    let written = &checked.place.written;
    let (Some("object") | None, Some(properties)) =
        (kind(part.schema).0, part.schema.get("properties").and_then(Value::as_object))
    else {
        let at = position(checked, part.way, &part.steps);
        let message = format!("{written}:{at}: what the file declares here is no object with properties");
        diag.push(Code::PromptDisagrees, literal, message);
        return TokenStream::new();
    };
    let required: Vec<&str> = part
        .schema
        .get("required")
        .and_then(Value::as_array)
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let at = |name: &str| {
        let steps: Vec<&str> = part.steps.iter().copied().chain([name]).collect();
        position(checked, part.way, &steps)
    };
    // A property that a field almost names is told there only.
    let mut nearly: Vec<&str> = Vec::new();
    let mut checks = TokenStream::new();
    let missing: Vec<&str> = properties
        .keys()
        .map(String::as_str)
        .filter(|name| !fields.iter().any(|field| field.name == *name))
        .collect();
    for field in &fields {
        let Some(declared) = properties.get(&field.name) else {
            let more = part.schema.get("additionalProperties");
            if more.is_some_and(|more| more.is_object() || *more == Value::Bool(true)) {
                checks
                    .extend(more.filter(|more| more.is_object()).map(|more| asked(field.ty, more, part.way)));
                continue;
            }
            let hint = match did_you_mean(&field.name, &missing) {
                Some(near) => {
                    nearly.push(near);
                    format!("; did you mean `{near}`?")
                }
                None => String::new(),
            };
            let here = position(checked, part.way, &part.steps);
            let message = format!("{written}:{here}: the file declares no `{}`{hint}", field.name);
            diag.push(Code::PromptDisagrees, field.ident, message);
            continue;
        };
        let mandatory = required.contains(&field.name.as_str());
        checks.extend(compared(
            field,
            declared,
            mandatory,
            part,
            &format!("{written}:{}", at(&field.name)),
            diag,
        ));
    }
    for name in missing.into_iter().filter(|name| !nearly.contains(name)) {
        let needed = required.contains(&name) && !part.defaults.contains(&name);
        if needed || part.way == Way::Out {
            let message = format!("{written}:{}: `{}` has no field for `{name}`", at(name), item.ident);
            diag.push(Code::PromptDisagrees, literal, message);
        }
    }
    checks
}

/// A field beside the property that it stands for.
fn compared(
    field: &Field<'_>,
    declared: &Value,
    mandatory: bool,
    part: &Part<'_>,
    place: &str,
    diag: &mut Diag,
) -> TokenStream {
    let inner = option(field.ty);
    let nullable = kind(declared).1 || kind(declared).0.is_none();
    let name = &field.name;
    match part.way {
        Way::In
            if inner.is_some()
                && !nullable
                && !(field.may_be_absent && (!mandatory || part.defaults.contains(&name.as_str()))) =>
        {
            let message = if mandatory {
                format!(
                    "{place}: `{name}` is required: take the type without `Option`, or write `{name}?` in the file"
                )
            } else {
                format!(
                    "{place}: `{name}` may be left out, not null: add `#[serde(skip_serializing_if = \"Option::is_none\")]`"
                )
            };
            diag.push(Code::PromptDisagrees, field.ty, message);
            return TokenStream::new();
        }
        Way::Out if inner.is_none() && !field.may_be_absent && (!mandatory || kind(declared).1) => {
            let message = format!("{place}: `{name}` may be missing: take an `Option`");
            diag.push(Code::PromptDisagrees, field.ty, message);
            return TokenStream::new();
        }
        _ => {}
    }
    if field.opaque { TokenStream::new() } else { asked(inner.unwrap_or(field.ty), declared, part.way) }
}

/// What the compiler asks of a type. What the user makes may be narrower than the schema; what the model makes may not
/// be wider than the type.
fn asked(ty: &Type, schema: &Value, way: Way) -> TokenStream {
    let mut schema = schema;
    let mut target = quote!(#ty);
    let mut list = None;
    loop {
        let named = schema.get("$ref").and_then(Value::as_str).is_some_and(|name| name.starts_with(NAMED));
        let what = match (kind(schema).0, way) {
            _ if named => None,
            _ if schema.get("enum").is_some() => Some("words"),
            (Some("string"), _) => Some("string"),
            (Some("integer"), Way::In) => Some("integer"),
            (Some("integer"), Way::Out) | (Some("number"), Way::In) => Some("number"),
            (Some("number"), Way::Out) => Some("float"),
            (Some("boolean"), _) => Some("boolean"),
            (Some("null"), _) => Some("null"),
            (Some("object"), _) => Some("object"),
            (Some("array"), _) => {
                list = Some(target.clone());
                target = quote_spanned!(ty.span()=> <#target as __gk::PicoArray>::Item);
                schema = schema.get("items").unwrap_or(&Value::Null);
                continue;
            }
            (_, Way::Out) => Some("any"),
            (_, Way::In) => None,
        };
        let (what, target) = match (what, list) {
            (Some(what), _) => (what, target),
            (None, Some(list)) => ("list", list),
            (None, None) => return TokenStream::new(),
        };
        let what = proc_macro2::Ident::new(what, proc_macro2::Span::mixed_site());
        return quote_spanned!(ty.span()=> const _: () = __gk::pico::#what::<#target>(););
    }
}

/// `T` of what is spelled `Option<T>`.
fn option(ty: &Type) -> Option<&Type> {
    if types::is_named(ty, "Option") { types::arguments(ty).first().copied() } else { None }
}

fn words(checked: &Checked, part: &Part<'_>, literal: &LitStr, item: &ItemEnum, diag: &mut Diag) {
    let Some(variants) = fields::variants(item, part.way, diag) else { return };
    let written = &checked.place.written;
    let at = position(checked, part.way, &part.steps);
    let Some(words) = part.schema.get("enum").and_then(Value::as_array) else {
        let message = format!("{written}:{at}: what the file declares here is no `enum`");
        diag.push(Code::PromptDisagrees, literal, message);
        return;
    };
    let words: Vec<&str> = words.iter().filter_map(Value::as_str).collect();
    let unmatched: Vec<&str> =
        words.iter().copied().filter(|word| !variants.iter().any(|variant| variant.name == *word)).collect();
    let mut nearly = Vec::new();
    for variant in variants.iter().filter(|variant| !words.contains(&variant.name.as_str())) {
        let hint = match did_you_mean(&variant.name, &unmatched) {
            Some(near) => {
                nearly.push(near);
                format!("did you mean `{near}`?")
            }
            None => format!("there are {}", one_of(&words)),
        };
        let message = format!("{written}:{at}: the file does not list `{}`; {hint}", variant.name);
        diag.push(Code::PromptDisagrees, variant.ident, message);
    }
    for word in unmatched.into_iter().filter(|word| !nearly.contains(word) && part.way == Way::Out) {
        let message = with_code(
            Code::PromptDisagrees,
            format!("{written}:{at}: `{}` has no variant for `{word}`", item.ident),
        );
        diag.push_coded(literal.span(), message);
    }
}
