//! A tool, checked.

use std::collections::HashSet;

use proc_macro2::Ident;
use serde_json::{Map, Value, json};
use syn::{Attribute, Pat, Type};

use super::args::Args;
use crate::common::Identity;
use crate::docs;
use crate::errors::{Code, Diag};
use crate::item_fn::{LooseFn, moves_to_field};
use crate::names::Named;
use crate::signature::{self, Param, Rules, Shape};
use crate::values::{Chosen, Text};

const RULES: Rules = Rules { what: "a tool", chunks: false, inputs: false, fields: true, input_marker: true };

/// The longest tuple that has the traits which doubles need.
const MOST: usize = 12;

/// A tool.
#[derive(Debug)]
pub(crate) struct Tool {
    pub(crate) identity: Identity,
    pub(crate) shape: Shape,
    pub(crate) input: Input,
    pub(crate) multipart: bool,
}

/// What a tool takes.
#[derive(Debug)]
pub(crate) enum Input {
    /// One parameter, marked `#[input]`.
    Whole(Box<Option<Type>>),
    /// Properties of a generated struct; `None` if one of them has no name or no type.
    Fields(Option<Vec<Field>>),
}

/// A property.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: Ident,
    pub(crate) ty: Type,
    pub(crate) attrs: Vec<Attribute>,
}

impl Field {
    /// It has no attributes but docs.
    pub(crate) fn is_plain(&self) -> bool {
        self.attrs.iter().all(docs::is_doc_comment)
    }
}

impl Tool {
    pub(crate) fn new(args: Args, func: &LooseFn, diag: &mut Diag) -> Self {
        let described = args.common.description.is_some();
        let known = metadata(&args);
        let mut identity = Identity::new(args.common, Named::Tool, func, diag);
        identity.describe(known);
        if identity.description.is_none() && !described {
            let message = "a model chooses tools by their descriptions: \
                           write a doc comment above the function, or `description = \"..\"`";
            diag.missing("description", Code::NoDescription, &func.sig.ident, message);
        }
        if func.is_declaration() && !args.interrupt.0 {
            let message = "a tool has a body; one that always waits for somebody is `#[tool(interrupt)]`";
            diag.push(Code::NotAFunction, &func.sig.ident, message);
        }
        let mut shape = signature::read(&func.sig, RULES, diag);
        let input = input(&shape, diag);
        // Of two parameters with one name the compiler tells.
        if let Input::Fields(Some(fields)) = &input {
            shape.callable &= fields.len() == shape.plain().count();
        }
        Self { identity, shape, input, multipart: args.multipart.0 }
    }
}

fn metadata(args: &Args) -> Value {
    let kind = if args.multipart.0 { "tool.v2" } else { "tool" };
    let mut inner = Map::new();
    if let Some(Chosen(effect)) = args.effect {
        inner.insert("effect".to_owned(), effect.name().into());
    }
    if args.interrupt.0 {
        inner.insert("interrupt".to_owned(), true.into());
        inner.insert("restartable".to_owned(), false.into());
    }
    if args.multipart.0 {
        inner.insert("multipart".to_owned(), true.into());
    }
    if let Some(Text(title)) = &args.title {
        inner.insert("title".to_owned(), title.value().into());
    }
    if inner.is_empty() { json!({"type": kind}) } else { json!({"type": kind, "tool": inner}) }
}

fn input(shape: &Shape, diag: &mut Diag) -> Input {
    let Some(whole) = shape.plain().find(|param| param.is_input) else {
        return Input::Fields(fields(shape, diag));
    };
    let mut alone = true;
    for other in shape.plain().filter(|param| param.pat != whole.pat) {
        alone = false;
        let message =
            "`#[input]` is the whole input of the tool: make this a part of its type, or remove `#[input]`";
        diag.push(Code::InputNotAlone, &other.pat, message);
    }
    Input::Whole(Box::new((alone && whole.sound).then(|| whole.ty.clone())))
}

fn fields(shape: &Shape, diag: &mut Diag) -> Option<Vec<Field>> {
    let fields: Vec<Option<Field>> = shape.plain().map(|param| field(param, diag)).collect();
    if fields.len() > MOST
        && let Some(param) = shape.plain().nth(MOST)
    {
        let message =
            format!("a tool has at most {MOST} parameters: put them into one struct, marked `#[input]`");
        diag.push(Code::TooManyParameters, &param.pat, message);
        return None;
    }
    let mut fields = fields.into_iter().collect::<Option<Vec<Field>>>()?;
    let mut seen = HashSet::new();
    fields.retain(|field| seen.insert(field.name.clone()));
    Some(fields)
}

fn field(param: &Param, diag: &mut Diag) -> Option<Field> {
    let name = match &param.pat {
        Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => pat.ident.clone(),
        pat => {
            let message = "the name of a tool's parameter is a property of its input: give it a plain name";
            diag.push(Code::NotAName, pat, message);
            return None;
        }
    };
    let attrs = param.attrs.iter().filter(|attr| moves_to_field(attr)).cloned().collect();
    param.sound.then(|| Field { name, ty: param.ty.clone(), attrs })
}
