//! What the macros of prompts are told.

use proc_macro2::{Ident, Span, TokenStream};
use syn::parse::{Parse, ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::{Expr, LitStr, Path, Token, Type, Visibility, bracketed};

use crate::errors::{Code, Diag, did_you_mean, one_of};
use crate::paths::Runtime;

/// What stands behind the path.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    /// The handles of the tools; `None` if the option is not there.
    pub(crate) tools: Option<Vec<Path>>,
    /// The types of the schemas that the file names.
    pub(crate) schemas: Vec<Path>,
    /// The names of the application's helpers.
    pub(crate) helpers: Vec<String>,
    /// The name, if it is not the file's.
    pub(crate) name: Option<LitStr>,
    /// The type of the answer.
    pub(crate) output: Option<Type>,
    /// The part of a schema that the type stands for.
    pub(crate) at: Option<LitStr>,
    pub(crate) runtime: Runtime,
    /// True if schemas and tools are only known at run time.
    pub(crate) loose: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            tools: None,
            schemas: Vec::new(),
            helpers: Vec::new(),
            name: None,
            output: None,
            at: None,
            runtime: Runtime::new(None),
            loose: false,
        }
    }
}

/// `pub Menu = "prompts/menu.prompt", tools = [get_weather]`.
#[derive(Debug)]
pub(crate) struct Declaration {
    pub(crate) vis: Visibility,
    pub(crate) ident: Option<Ident>,
    pub(crate) path: LitStr,
    pub(crate) options: Options,
}

/// `"prompts/menu.prompt", at = "input.items"`.
#[derive(Debug)]
pub(crate) struct OnItem {
    pub(crate) path: LitStr,
    pub(crate) options: Options,
}

/// `"prompts", helpers = ["shout"]`.
#[derive(Debug)]
pub(crate) struct Folder {
    pub(crate) path: LitStr,
    pub(crate) options: Options,
}

const DECLARATION: &[&str] = &["tools", "schemas", "helpers", "name", "output", "crate"];
const ON_ITEM: &[&str] = &["tools", "schemas", "helpers", "name", "output", "at", "crate"];
const FOLDER: &[&str] = &["helpers", "crate"];

impl Declaration {
    pub(crate) fn read(tokens: &TokenStream, diag: &mut Diag) -> Option<Self> {
        let parser = |input: ParseStream<'_>| {
            let vis: Visibility = input.parse()?;
            let ident = if input.peek(LitStr) { None } else { Some(input.parse::<Ident>()?) };
            if ident.is_some() {
                input.parse::<Token![=]>()?;
            }
            Ok((vis, ident, input.parse::<LitStr>()?, rest(input)?))
        };
        let example = "`prompt!(\"prompts/menu.prompt\")` or `prompt!(pub Menu = \"prompts/menu.prompt\")`";
        let (vis, ident, path, entries) = parsed(parser, tokens, example, diag)?;
        Some(Self { vis, ident, path, options: Options::of(entries, DECLARATION, diag) })
    }
}

impl OnItem {
    pub(crate) fn read(tokens: &TokenStream, diag: &mut Diag) -> Option<Self> {
        let parser = |input: ParseStream<'_>| Ok((input.parse::<LitStr>()?, rest(input)?));
        let (path, entries) = parsed(parser, tokens, "`#[prompt_file(\"prompts/menu.prompt\")]`", diag)?;
        Some(Self { path, options: Options::of(entries, ON_ITEM, diag) })
    }
}

impl Folder {
    pub(crate) fn read(tokens: &TokenStream, diag: &mut Diag) -> Option<Self> {
        let parser = |input: ParseStream<'_>| Ok((input.parse::<LitStr>()?, rest(input)?));
        let (path, entries) = parsed(parser, tokens, "`embed_prompts!(\"prompts\")`", diag)?;
        Some(Self { path, options: Options { loose: true, ..Options::of(entries, FOLDER, diag) } })
    }
}

fn parsed<T>(
    parser: impl Fn(ParseStream<'_>) -> syn::Result<T>,
    tokens: &TokenStream,
    example: &str,
    diag: &mut Diag,
) -> Option<T> {
    match parser.parse2(tokens.clone()) {
        Ok(parsed) => Some(parsed),
        Err(error) => {
            let span = if tokens.is_empty() { Span::call_site() } else { error.span() };
            diag.push_at(Code::Syntax, span, format!("{error}: write {example}"));
            None
        }
    }
}

/// `key = value`.
struct Entry {
    key: Ident,
    value: Value,
}

enum Value {
    List(Vec<Expr>),
    Text(LitStr),
    Type(Box<Type>),
}

impl Parse for Entry {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let key = input.call(<Ident as syn::ext::IdentExt>::parse_any)?;
        input.parse::<Token![=]>()?;
        let value = if input.peek(syn::token::Bracket) && key != "output" {
            let content;
            bracketed!(content in input);
            Value::List(Punctuated::<Expr, Token![,]>::parse_terminated(&content)?.into_iter().collect())
        } else if input.peek(LitStr) {
            Value::Text(input.parse()?)
        } else {
            Value::Type(Box::new(input.parse()?))
        };
        Ok(Self { key, value })
    }
}

fn rest(input: ParseStream<'_>) -> syn::Result<Vec<Entry>> {
    if input.is_empty() {
        return Ok(Vec::new());
    }
    input.parse::<Token![,]>()?;
    Ok(Punctuated::<Entry, Token![,]>::parse_terminated(input)?.into_iter().collect())
}

impl Options {
    fn of(entries: Vec<Entry>, known: &[&str], diag: &mut Diag) -> Self {
        let mut options = Self::default();
        let mut seen: Vec<String> = Vec::new();
        for entry in entries {
            let key = entry.key.to_string();
            if !known.contains(&key.as_str()) {
                let hint = match did_you_mean(&key, known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => format!("there are {}", one_of(known)),
                };
                diag.push(Code::UnknownOption, &entry.key, format!("unknown option `{key}`; {hint}"));
                continue;
            }
            if seen.contains(&key) {
                diag.push(Code::TwiceGiven, &entry.key, format!("`{key}` is given twice"));
                continue;
            }
            if let Err(form) = options.set(&key, entry.value) {
                let message = format!("`{key}` has a value of another form: write `{key} = {form}`");
                diag.push(Code::WrongForm, &entry.key, message);
            }
            seen.push(key);
        }
        options
    }

    fn set(&mut self, key: &str, value: Value) -> Result<(), &'static str> {
        match (key, value) {
            ("tools", Value::List(list)) => self.tools = Some(paths(list).ok_or("[get_weather]")?),
            ("tools", _) => return Err("[get_weather]"),
            ("schemas", Value::List(list)) => self.schemas = paths(list).ok_or("[Dish]")?,
            ("schemas", _) => return Err("[Dish]"),
            ("helpers", Value::List(list)) => self.helpers = words(list).ok_or("[\"shout\"]")?,
            ("helpers", _) => return Err("[\"shout\"]"),
            ("name", Value::Text(text)) => self.name = Some(text),
            ("name", _) => return Err("\"menu\""),
            ("at", Value::Text(text)) => self.at = Some(text),
            ("at", _) => return Err("\"input.items\""),
            ("output", Value::Type(ty)) => self.output = Some(*ty),
            ("output", _) => return Err("Dish"),
            (_, Value::Type(ty)) => match *ty {
                Type::Path(path) => self.runtime = Runtime::new(Some(path.path)),
                _ => return Err("::genkit"),
            },
            _ => return Err("::genkit"),
        }
        Ok(())
    }
}

fn paths(list: Vec<Expr>) -> Option<Vec<Path>> {
    let path = |expr| if let Expr::Path(path) = expr { Some(path.path) } else { None };
    list.into_iter().map(path).collect()
}

fn words(list: Vec<Expr>) -> Option<Vec<String>> {
    let word = |expr| match expr {
        Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) => Some(text.value()),
        _ => None,
    };
    list.into_iter().map(word).collect()
}
