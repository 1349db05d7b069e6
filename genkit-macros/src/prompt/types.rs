//! Types made of the schemas of a file: structs, enums and lists.

use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use serde_json::{Map, Value};
use syn::{LitStr, Path, Visibility};

use super::check::NAMED;
use super::idents;
use crate::errors::{Code, Diag};
use crate::paths::Runtime;

/// Which way values of the types go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Way {
    /// The user makes them.
    In,
    /// The model does.
    Out,
}

/// Makes types, each with a name of its own.
pub(super) struct Types<'a> {
    pub(super) vis: &'a Visibility,
    pub(super) literal: &'a LitStr,
    pub(super) runtime: &'a Runtime,
    pub(super) schemas: &'a [Path],
    pub(super) way: Way,
    pub(super) items: TokenStream,
    /// The types that say their schemas themselves, with these.
    pub(super) described: Vec<(Ident, Value)>,
    pub(super) taken: Vec<String>,
}

impl Types<'_> {
    /// The type for a schema; `name` is what it is called if it needs a name.
    pub(super) fn of(&mut self, schema: &Value, name: &str, describe: bool, diag: &mut Diag) -> TokenStream {
        let private = self.runtime.private();
        if let Some(path) = self.named(schema) {
            return quote!(#path);
        }
        let (kind, nullable) = kind(schema);
        let ty = match kind {
            Some("string") | None if schema.get("enum").is_some() => self.words(schema, name, describe, diag),
            Some("string") => quote!(::std::string::String),
            Some("integer") => quote!(i64),
            Some("number") => quote!(f64),
            Some("boolean") => quote!(bool),
            Some("array") => {
                let item = schema.get("items").unwrap_or(&Value::Null);
                let item = self.of(item, &format!("{name}Item"), describe, diag);
                quote!(::std::vec::Vec<#item>)
            }
            Some("object") => self.object(schema, name, describe, diag),
            _ => quote!(#private::serde_json::Value),
        };
        if nullable { quote!(::core::option::Option<#ty>) } else { ty }
    }

    /// The type of a schema that the file only names, if it was given.
    pub(super) fn named(&self, schema: &Value) -> Option<&Path> {
        let name = schema.get("$ref")?.as_str()?.strip_prefix(NAMED)?;
        self.schemas.iter().find(|path| path.segments.last().is_some_and(|last| last.ident == name))
    }

    fn object(&mut self, schema: &Value, name: &str, describe: bool, diag: &mut Diag) -> TokenStream {
        let private = self.runtime.private();
        let more = schema.get("additionalProperties").filter(|more| more.is_object());
        let map = |item: TokenStream| quote!(::std::collections::BTreeMap<::std::string::String, #item>);
        match (schema.get("properties").and_then(Value::as_object), more) {
            (Some(properties), more) if !properties.is_empty() || more.is_none() => {
                let more = more.map(|more| map(self.of(more, &format!("{name}More"), false, diag)));
                let ident = self.fresh(name);
                self.structure(&ident, schema, properties, more.as_ref(), diag);
                if describe {
                    self.described.push((ident.clone(), schema.clone()));
                }
                quote!(#ident)
            }
            (_, Some(more)) => map(self.of(more, &format!("{name}Value"), false, diag)),
            (_, None) => {
                quote!(#private::serde_json::Map<::std::string::String, #private::serde_json::Value>)
            }
        }
    }

    /// A struct with a field for each property.
    pub(super) fn structure(
        &mut self,
        ident: &Ident,
        schema: &Value,
        properties: &Map<String, Value>,
        more: Option<&TokenStream>,
        diag: &mut Diag,
    ) {
        let required: Vec<&str> = schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
            .collect();
        let mut fields = Vec::new();
        let mut names: Vec<String> = Vec::new();
        for (property, declared) in properties {
            let field = idents::field(property, Span::call_site());
            let spelled = syn::ext::IdentExt::unraw(&field).to_string();
            if names.contains(&spelled) {
                let message = format!(
                    "two properties of `{ident}` would be the field `{spelled}`: rename `{property}`"
                );
                diag.push(Code::PromptName, self.literal, message);
                continue;
            }
            let inner = self.of(declared, &format!("{ident}{}", idents::type_name(property)), false, diag);
            let optional = !required.contains(&property.as_str());
            let (ty, attributes) = match (optional, kind(declared).1) {
                (true, true) => (inner, quote!(#[serde(default, skip_serializing_if = "Option::is_none")])),
                (true, false) => (
                    quote!(::core::option::Option<#inner>),
                    quote!(#[serde(default, skip_serializing_if = "Option::is_none")]),
                ),
                (false, _) => (inner, quote!()),
            };
            let rename = (spelled != *property).then(|| quote!(#[serde(rename = #property)]));
            let docs = docs(declared, || format!("`{property}`"));
            fields.push(quote!(#docs #rename #attributes pub #field: #ty));
            names.push(spelled);
        }
        if let Some(more) = more {
            fields.push(quote!(#[doc = "All further members."] #[serde(flatten)] pub more: #more));
        }
        let (vis, derives) = (self.vis, self.derives(&quote!(Clone, Debug, PartialEq)));
        let docs = docs(schema, String::new);
        self.items.extend(quote!(#docs #derives #vis struct #ident { #(#fields),* }));
    }

    /// A struct around a type that the user has, since several prompts may take it.
    pub(super) fn around(&mut self, ident: &Ident, schema: &Value, ty: &Path) {
        let (vis, private) = (self.vis, self.runtime.private());
        let (docs, serde) = (docs(schema, String::new), self.runtime.reexport("serde"));
        self.items.extend(quote! {
            #docs
            #[derive(#private::Serialize)]
            #[serde(crate = #serde, transparent)]
            #vis struct #ident(#vis #ty);
        });
    }

    fn words(&mut self, schema: &Value, name: &str, describe: bool, diag: &mut Diag) -> TokenStream {
        let words = schema.get("enum").and_then(Value::as_array).into_iter().flatten();
        let words: Vec<&str> = words.filter_map(Value::as_str).collect();
        let ident = self.fresh(name);
        let mut variants = Vec::new();
        let mut names: Vec<String> = Vec::new();
        for word in words {
            let variant = idents::type_name(word);
            if names.contains(&variant) {
                let message =
                    format!("two words of `{ident}` would be the variant `{variant}`: rename `{word}`");
                diag.push(Code::PromptName, self.literal, message);
                continue;
            }
            let variant_ident = idents::ident(&variant, Span::call_site());
            let text = format!("`{word}`");
            variants.push(quote!(#[doc = #text] #[serde(rename = #word)] #variant_ident));
            names.push(variant);
        }
        let (vis, derives) = (self.vis, self.derives(&quote!(Clone, Copy, Debug, Eq, PartialEq)));
        let docs = docs(schema, String::new);
        self.items.extend(quote!(#docs #derives #vis enum #ident { #(#variants),* }));
        if describe {
            self.described.push((ident.clone(), schema.clone()));
        }
        quote!(#ident)
    }

    fn derives(&self, own: &TokenStream) -> TokenStream {
        let private = self.runtime.private();
        let serde = self.runtime.reexport("serde");
        let read = (self.way == Way::Out).then(|| quote!(#[derive(#private::Deserialize)]));
        quote! {
            #[derive(#own, #private::Serialize)]
            #read
            #[serde(crate = #serde)]
        }
    }

    fn fresh(&mut self, name: &str) -> Ident {
        let mut free = name.to_owned();
        while self.taken.contains(&free) {
            free.push('_');
        }
        self.taken.push(free.clone());
        Ident::new(&free, Span::call_site())
    }
}

fn docs(schema: &Value, otherwise: impl Fn() -> String) -> TokenStream {
    let text = schema.get("description").and_then(Value::as_str).map_or_else(otherwise, str::to_owned);
    let text = if text.is_empty() { "Made of the schema in the prompt's file.".to_owned() } else { text };
    quote!(#[doc = #text])
}

/// The type that a schema says, and whether it may be null.
pub(super) fn kind(schema: &Value) -> (Option<&str>, bool) {
    match schema.get("type") {
        Some(Value::String(one)) => (Some(one), false),
        Some(Value::Array(several)) => {
            let mut names = several.iter().filter_map(Value::as_str);
            let nullable = names.clone().any(|name| name == "null");
            let mut others = names.by_ref().filter(|name| *name != "null");
            match (others.next(), others.next()) {
                (Some(one), None) => (Some(one), nullable),
                _ => (None, false),
            }
        }
        _ => {
            let words = schema.get("enum").and_then(Value::as_array);
            (None, words.is_some_and(|words| words.contains(&Value::Null)))
        }
    }
}

/// The schema without references that only the compiler knows.
pub(super) fn plain(schema: &Value) -> Value {
    match schema {
        Value::Object(members) => {
            let named = |(name, value): &(&String, &Value)| {
                *name == "$ref" && value.as_str().is_some_and(|text| text.starts_with(NAMED))
            };
            let kept = members.iter().filter(|member| !named(member));
            Value::Object(kept.map(|(name, value)| (name.clone(), plain(value))).collect())
        }
        Value::Array(items) => items.iter().map(plain).collect(),
        other => other.clone(),
    }
}
