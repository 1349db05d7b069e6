//! What a program declares for a file, and what the build says of it.

use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::quote;
use serde_json::{Value, json};

use super::Files;
use super::oracle::Meaning;
use crate::prompt::on_item_with;
use crate::testing::messages;

/// The items that a program declares for a file: options of `#[prompt_file]`, and the item.
pub(super) fn program(name: &str, before: &Meaning) -> Vec<(TokenStream, TokenStream)> {
    let path = format!("edits/{name}");
    let mut items = Vec::new();
    let handles = before.tools.iter().map(|tool| Ident::new(tool, Span::call_site()));
    let tools = (!before.tools.is_empty()).then(|| quote!(, tools = [#(#handles),*]));
    let options = quote!(#path #tools);
    declare(before.input.as_ref().expect("an input"), "Input", "input", &path, Some(options), &mut items);
    if let Some(output) = &before.output {
        declare(output, "Output", "output", &path, None, &mut items);
    }
    items
}

/// The type for a schema; objects and enums become items.
fn declare(
    schema: &Value,
    ty: &str,
    at: &str,
    path: &str,
    options: Option<TokenStream>,
    items: &mut Vec<(TokenStream, TokenStream)>,
) -> TokenStream {
    let ident = Ident::new(ty, Span::call_site());
    let options = options.unwrap_or_else(|| quote!(#path, at = #at));
    if let Some(words) = schema.get("enum").and_then(Value::as_array) {
        let variants = words.iter().filter_map(Value::as_str).map(|word| {
            let variant = Ident::new(&capital(word), Span::call_site());
            quote!(#[serde(rename = #word)] #variant)
        });
        items.push((options, quote!(enum #ident { #(#variants),* })));
        return quote!(#ident);
    }
    match schema["type"].as_str().or_else(|| schema["type"][0].as_str()).unwrap_or_default() {
        "string" => quote!(String),
        "integer" => quote!(i64),
        "number" => quote!(f64),
        "boolean" => quote!(bool),
        "array" => {
            let item = declare(&schema["items"], ty, at, path, None, items);
            quote!(Vec<#item>)
        }
        "object" => {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            let mut fields = Vec::new();
            for (name, declared) in schema["properties"].as_object().expect("properties") {
                let (below, inside) = (format!("{ty}{}", capital(name)), format!("{at}.{name}"));
                let inner = declare(declared, &below, &inside, path, None, items);
                let field = Ident::new(name, Span::call_site());
                let optional = !required.contains(&json!(name));
                fields.push(if optional { quote!(#field: Option<#inner>) } else { quote!(#field: #inner) });
            }
            items.push((options, quote!(struct #ident { #(#fields),* })));
            quote!(#ident)
        }
        other => panic!("no type for {other}"),
    }
}

pub(super) fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

/// What the build says of the items with this file: errors of the macro, and what the compiler would refuse of the
/// constants that it writes.
pub(super) fn refused(items: &[(TokenStream, TokenStream)], files: &Files) -> Vec<String> {
    let mut told = Vec::new();
    for (options, item) in items {
        let expansion = on_item_with(options, item, files);
        told.extend(messages(&expansion));
        told.extend(constants(&expansion).into_iter().filter(|constant| !holds(constant)));
        told.extend(tools_at_fault(&expansion));
    }
    told
}

/// The constants without a name, each as text without white space.
fn constants(tokens: &TokenStream) -> Vec<String> {
    let mut found = Vec::new();
    let mut statement = String::new();
    for token in tokens.clone() {
        match &token {
            TokenTree::Group(group) if statement.ends_with("const_:()=") => {
                found.extend(constants(&group.stream()));
                statement.clear();
            }
            TokenTree::Group(group)
                if !group.stream().is_empty() && group.delimiter() == proc_macro2::Delimiter::Brace =>
            {
                statement.clear();
            }
            TokenTree::Punct(end) if end.as_char() == ';' => {
                if let Some(at) = statement.find("const_:()=") {
                    found.push(statement[at + "const_:()=".len()..].to_owned());
                }
                statement.clear();
            }
            other => statement.extend(other.to_string().chars().filter(|c| !c.is_whitespace())),
        }
    }
    found
}

/// The tools that are at fault: `tool!(Input, 0 = get_weather, "get_weather" in "..");` says of a handle which tools the
/// file names, `named!(Input, 0, "get_weather" in "..");` of a tool in the file which handles there are.
fn tools_at_fault(expansion: &TokenStream) -> Vec<String> {
    let text: String = expansion.to_string().split_whitespace().collect();
    let said = |what: &str| -> Vec<(String, String)> {
        let calls = text.split(what).skip(1).filter_map(|call| call.split(");").next()?.split_once(','));
        calls.map(|(first, rest)| (first.to_owned(), rest.to_owned())).collect()
    };
    let given = said("__gk::tool!(Input,0=").into_iter().chain(said("__gk::tool!(Input,1="));
    let given: Vec<(String, String)> = given.collect();
    let unnamed = given.iter().filter(|(handle, named)| !named.contains(&format!("\"{handle}\"")));
    let named = said("__gk::named!(Input,").into_iter();
    let missing =
        named.filter(|(_, name)| !given.iter().any(|(tool, _)| name.contains(&format!("\"{tool}\"in"))));
    unnamed.map(|(handle, _)| handle.clone()).chain(missing.map(|(_, name)| name)).collect()
}

/// Whether the compiler accepts a constant: what a type is written as.
fn holds(constant: &str) -> bool {
    if let Some(asked) = constant.strip_prefix("__gk::pico::") {
        let (kind, ty) = asked.trim_end_matches(">()").split_once("::<").expect("a type");
        return written_as(kind, ty);
    }
    panic!("a constant of another form: {constant}");
}

/// The table of the runtime's traits, for the types that the programs here have.
fn written_as(kind: &str, ty: &str) -> bool {
    if let Some(list) = ty.strip_prefix('<') {
        let list = list.strip_suffix("as__gk::PicoArray>::Item").expect("a list");
        let item = list.strip_prefix("Vec<").and_then(|item| item.strip_suffix('>'));
        return item.is_some_and(|item| written_as(kind, item));
    }
    match ty {
        "String" => matches!(kind, "string" | "words"),
        "i64" => matches!(kind, "integer" | "number"),
        "f64" => matches!(kind, "number" | "float"),
        "bool" => kind == "boolean",
        list if list.starts_with("Vec<") => kind == "list",
        // A struct or an enum of the program: which of them is told by what it is called here.
        own => match kind {
            "object" => !is_enum(own),
            "words" => is_enum(own),
            _ => false,
        },
    }
}

fn is_enum(ty: &str) -> bool {
    ["Mood", "Kind", "Level", "Team", "Language", "Rhyme", "Mode", "Currency"]
        .iter()
        .any(|name| ty.ends_with(name))
}
