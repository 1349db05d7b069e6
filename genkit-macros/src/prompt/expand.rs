//! What a prompt becomes.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use serde_json::Value;
use syn::{Item, LitStr, Path, Type};

use super::args::{Declaration, OnItem, Options};
use super::check::Checked;
use super::disk::Place;
use super::types::{Types, Way, plain};
use super::{agree, idents, tools};
use crate::errors::{Code, Diag};

/// Types for the input and the output, and the prompt itself.
pub(super) fn declaration(
    declaration: &Declaration,
    checked: Option<&Checked>,
    diag: &mut Diag,
) -> TokenStream {
    let Declaration { vis, path: literal, options, .. } = declaration;
    let Some(checked) = checked else { return stand_in(declaration, diag) };
    let ident = name(declaration, &checked.place);
    let text = ident.to_string();
    let mut types = Types {
        vis,
        literal,
        runtime: &options.runtime,
        schemas: &options.schemas,
        way: Way::In,
        items: TokenStream::new(),
        described: Vec::new(),
        taken: vec![text.clone(), format!("{text}Output")],
    };
    let empty = serde_json::json!({"properties": {}});
    let schema = checked.input.as_ref().unwrap_or(&empty);
    let properties = schema.get("properties").and_then(Value::as_object);
    match (properties, types.named(schema).cloned()) {
        (Some(properties), _) => {
            let described = described(schema, checked);
            types.structure(&ident, &described, properties, None, diag);
        }
        (None, Some(ty)) => types.around(&ident, &described(schema, checked), &ty),
        (None, None) => {
            let at = checked.prompt.front_matter().position(&["input", "schema"]);
            let at = at.unwrap_or(genkit_dotprompt::Position::START);
            let message = format!(
                "{}:{at}: the input of a prompt is an object with properties: declare them here, or name a schema \
                 whose type is given, `schemas = [..]`",
                checked.place.written
            );
            diag.push(Code::PromptSchema, literal, message);
            return stand_in(declaration, diag);
        }
    }
    if checked.input.is_none() && uses_input(checked) {
        let message = format!(
            "{}:1:1: the template has variables, and the file declares no input: add `input: {{schema: ..}}`",
            checked.place.written
        );
        diag.push(Code::PromptNoSchema, literal, message);
    }
    types.way = Way::Out;
    let output = output_type(&mut types, options, checked, &text, diag);
    let Types { items, described, .. } = types;
    let schemas = described.iter().map(|(ident, schema)| json_schema(ident, schema));
    let prompt =
        if checked.sound { prompt(&ident, &output, options, checked, literal) } else { broken(&ident) };
    let import = options.runtime.import();
    let errors = diag.compile_errors();
    quote! {
        #items
        #[allow(unused_qualifications)]
        const _: () = { #import #(#schemas)* #prompt };
        #(#errors)*
    }
}

/// The input by its name: a type that is in error already, so that what uses it is not told a second mistake.
fn stand_in(declaration: &Declaration, diag: &Diag) -> TokenStream {
    let place =
        Place { written: declaration.path.value(), path: declaration.path.value().into(), in_package: true };
    let (vis, ident) = (&declaration.vis, name(declaration, &place));
    let mut errors = diag.compile_errors().into_iter();
    let first = errors.next().into_iter();
    quote!(#[allow(dead_code)] #vis type #ident = [(); #(#first)*]; #(#errors)*)
}

fn name(declaration: &Declaration, place: &Place) -> Ident {
    match &declaration.ident {
        Some(ident) => ident.clone(),
        None => idents::ident(&idents::type_name(&place.name()), Span::call_site()),
    }
}

/// The schema of the input, described by what the file says of the prompt.
fn described(schema: &Value, checked: &Checked) -> Value {
    let mut schema = schema.clone();
    let text = checked.prompt.front_matter().description.clone();
    let text = text.unwrap_or_else(|| format!("The input of the prompt `{}`.", checked.name));
    if let Some(members) = schema.as_object_mut() {
        members.insert("description".to_owned(), text.into());
        // What has a default may be left out.
        let defaults = checked.prompt.front_matter().input_default();
        if let (Some(defaults), Some(Value::Array(required))) = (defaults, members.get_mut("required")) {
            required.retain(|name| name.as_str().is_none_or(|name| !defaults.contains_key(name)));
        }
    }
    schema
}

fn uses_input(checked: &Checked) -> bool {
    let mut partials = genkit_dotprompt::Partials::new();
    let _ = partials.load(checked.prompt.template(), |_| None);
    let usage = genkit_dotprompt::Checker::new(&partials).usage(&checked.prompt);
    usage.variables.iter().any(|variable| variable.kind == genkit_dotprompt::VariableKind::Input)
}

fn output_type(
    types: &mut Types<'_>,
    options: &Options,
    checked: &Checked,
    name: &str,
    diag: &mut Diag,
) -> TokenStream {
    if let Some(ty) = &options.output {
        return quote!(#ty);
    }
    let Some(schema) = &checked.output else { return unschemed(checked) };
    // The name is kept for this.
    let own = format!("{name}Output");
    types.taken.retain(|taken| *taken != own);
    let ty = types.of(schema, &own, true, diag);
    if ty.to_string() != own {
        let (vis, alias) = (types.vis, Ident::new(&own, Span::call_site()));
        let text = format!("The answer of the prompt `{}`.", checked.name);
        types.items.extend(quote!(#[doc = #text] #[allow(dead_code)] #vis type #alias = #ty;));
    }
    ty
}

/// Without a schema an answer is text if the file says so, and any JSON otherwise.
fn unschemed(checked: &Checked) -> TokenStream {
    if checked.prompt.front_matter().output_format() == Some("text") {
        quote!(::std::string::String)
    } else {
        quote!(__gk::serde_json::Value)
    }
}

fn json_schema(ident: &Ident, schema: &Value) -> TokenStream {
    let text = plain(schema).to_string();
    quote!(__gk::described!(#ident, #text);)
}

/// The user's type, and what compares it with the file.
pub(super) fn on_item(on: &OnItem, item: &Item, checked: Option<&Checked>, diag: &mut Diag) -> TokenStream {
    let (Item::Struct(syn::ItemStruct { ident, .. }) | Item::Enum(syn::ItemEnum { ident, .. })) = item else {
        return quote!(#item);
    };
    let options = &on.options;
    let at = options.at.as_ref().map(LitStr::value);
    if let Item::Struct(syn::ItemStruct { generics, .. }) = item
        && let Some(parameter) = generics.params.first()
    {
        let message = "a struct that a prompt's schema is compared with cannot be generic: write a struct for the prompt";
        diag.push(Code::PromptItem, parameter, message);
        let errors = diag.compile_errors();
        return quote!(#item #(#errors)*);
    }
    let import = options.runtime.import();
    if at.is_none() && matches!(item, Item::Enum(_)) {
        let message = "an enum stands for a word of a schema: say which, `at = \"input.mood\"`";
        diag.push(Code::PromptItem, ident, message);
        let errors = diag.compile_errors();
        return quote!(#item #(#errors)*);
    }
    let part = checked.filter(|checked| checked.sound).and_then(|checked| {
        Some((checked, agree::part(checked, &on.path, at.as_deref(), options.at.as_ref(), diag)?))
    });
    let checks = part.as_ref().map(|(checked, part)| agree::check(checked, part, &on.path, item, diag));
    let marks = match (item, &at) {
        (Item::Enum(_), _) => quote!(impl __gk::PicoEnum for #ident {}),
        (_, Some(_)) => quote!(impl __gk::PicoObject for #ident {}),
        (_, None) => match (checked, &part) {
            (Some(checked), Some(_)) if checked.sound => {
                let output =
                    options.output.as_ref().map_or_else(|| unschemed_or_any(checked), |ty| quote!(#ty));
                prompt(ident, &output, options, checked, &on.path)
            }
            _ => broken(ident),
        },
    };
    let follow = checked.filter(|_| at.is_some()).map(|checked| {
        let file = checked.place.file();
        quote!(const _: __gk::PromptFile = #file;)
    });
    let errors = diag.compile_errors();
    quote! {
        #item
        #[allow(unused_qualifications)]
        const _: () = { #import #marks #follow #checks };
        #(#errors)*
    }
}

fn unschemed_or_any(checked: &Checked) -> TokenStream {
    if checked.output.is_some() { quote!(__gk::serde_json::Value) } else { unschemed(checked) }
}

/// The trait of an input whose file is at fault: what uses it is not told a second mistake.
fn broken(ident: &Ident) -> TokenStream {
    quote! {
        impl __gk::PromptInput for #ident {
            type Output = __gk::serde_json::Value;
            const PROMPT: &'static __gk::PromptDef = loop {};
        }
    }
}

/// The prompt that belongs to the input, and its registration.
fn prompt(
    ident: &Ident,
    output: &TokenStream,
    options: &Options,
    checked: &Checked,
    literal: &LitStr,
) -> TokenStream {
    let name = &checked.name;
    let description = checked.prompt.front_matter().description.iter();
    let file = checked.place.file();
    let partials = checked.partials.iter().map(|(name, place)| {
        let file = place.file();
        quote!((#name, #file))
    });
    let partials = list(partials).map(|partials| quote!(.partials(&[#partials])));
    let handles: &[Path] = options.tools.as_deref().unwrap_or_default();
    let tools = tools::list(ident, checked, handles);
    let assertions = tools::assertions(ident, checked, literal, handles);
    let schemas = options.schemas.iter().filter_map(|path| {
        let name = path.segments.last()?.ident.to_string();
        Some(quote!((#name, __gk::schema_of::<#path>())))
    });
    let schemas = list(schemas).map(|schemas| quote!(.schemas(|| ::std::vec![#schemas])));
    let output = match &options.output {
        Some(ty) => output_at(ty),
        None => quote!(#output),
    };
    quote! {
        impl __gk::PromptInput for #ident {
            type Output = #output;
            const PROMPT: &'static __gk::PromptDef = &__gk::PromptDef::new(
                &__gk::action!(ExecutablePrompt, #name)#(.description(#description))*,
                #file,
            ) #partials #tools #schemas;
        }
        #assertions
        __gk::inventory::submit!(__gk::prompt::<#ident>());
    }
}

/// The items of a list, if it has any.
fn list(items: impl Iterator<Item = TokenStream>) -> Option<TokenStream> {
    let mut items = items.peekable();
    items.peek().is_some().then(|| quote!(#(#items),*))
}

fn output_at(ty: &Type) -> TokenStream {
    let span = syn::spanned::Spanned::span(ty);
    quote_spanned!(span=> #ty)
}
