//! A member of the family, checked.

use serde_json::{Map, Value, json};
use syn::LitStr;

use super::args;
use super::kinds::{self, Kind};
use super::uri;
use crate::common::{Common, Identity};
use crate::docs::Description;
use crate::errors::{Code, Diag};
use crate::item_fn::LooseFn;
use crate::names::Named;
use crate::signature::{self, Shape};
use crate::values::{Text, Texts};

/// A member of the family.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) kind: &'static Kind,
    pub(crate) identity: Identity,
    pub(crate) shape: Shape,
    pub(crate) spec: Spec,
}

/// What the generated code has to know of a kind.
#[derive(Debug)]
pub(crate) enum Spec {
    Plain,
    Evaluator,
    Resource { uri: Option<LitStr>, template: Option<LitStr> },
}

impl Member {
    pub(crate) fn embedder(args: args::Embedder, func: &LooseFn, diag: &mut Diag) -> Self {
        let mut info = label(args.label);
        if let Some(dimensions) = args.dimensions {
            info.insert("dimensions".to_owned(), dimensions.0.into());
        }
        if let Some(size) = args.max_batch_size {
            info.insert("maxBatchSize".to_owned(), size.0.into());
        }
        let mut supports = Map::new();
        if let Some(Texts(input)) = args.supports.input {
            supports.insert("input".to_owned(), input.iter().map(LitStr::value).collect());
        }
        if args.supports.multilingual.0 {
            supports.insert("multilingual".to_owned(), true.into());
        }
        if !supports.is_empty() {
            info.insert("supports".to_owned(), supports.into());
        }
        let mut member = Self::new(&kinds::EMBEDDER, args.common, Spec::Plain, func, diag);
        member.identity.describe(with_info("embedder", &info));
        member
    }

    pub(crate) fn labelled(
        kind: &'static Kind,
        args: args::Labelled,
        func: &LooseFn,
        diag: &mut Diag,
    ) -> Self {
        let mut member = Self::new(kind, args.common, Spec::Plain, func, diag);
        member.identity.describe(with_info(kind.name, &label(args.label)));
        member
    }

    pub(crate) fn evaluator(args: args::Evaluator, func: &LooseFn, diag: &mut Diag) -> Self {
        let mut member = Self::new(&kinds::EVALUATOR, args.common, Spec::Evaluator, func, diag);
        let identity = &mut member.identity;
        let described = match &identity.description {
            Some(Description::Text(text)) => text.clone(),
            Some(Description::Pieces(_)) | None => String::new(),
        };
        let said = |text: Option<Text>, otherwise: String| text.map_or(otherwise, |text| text.0.value());
        let inner = json!({
            "evaluatorIsBilled": args.is_billed.is_none_or(|flag| flag.0),
            "evaluatorDisplayName": said(args.display_name, identity.name.clone()),
            "evaluatorDefinition": said(args.definition, described),
        });
        identity.describe(json!({"type": "evaluator", "evaluator": inner}));
        member
    }

    pub(crate) fn resource(args: args::Resource, func: &LooseFn, diag: &mut Diag) -> Self {
        let (uri, template) = (args.uri.map(|text| text.0), args.template.map(|text| text.0));
        match (&uri, &template) {
            (Some(uri), None) => uri::check_uri(uri, diag),
            (None, Some(template)) => uri::check_template(template, diag),
            (Some(_), Some(template)) => {
                let message = "a resource has a `uri` or a `template`, not both: remove one";
                diag.push(Code::UriOrTemplate, template, message);
            }
            (None, None) if diag.has_tried("uri") || diag.has_tried("template") => {}
            (None, None) => {
                let message = "say what the resource is read by: `uri = \"menu://today\"` for one, \
                               `template = \"file://{path}\"` for many";
                diag.push(Code::UriOrTemplate, &func.sig.ident, message);
            }
        }
        let one = |name: &str, text: &Option<LitStr>| Some((name.to_owned(), text.as_ref()?.value().into()));
        let inner: Map<String, Value> =
            [one("uri", &uri), one("template", &template)].into_iter().flatten().collect();
        let spec = Spec::Resource { uri, template };
        let mut member = Self::new(&kinds::RESOURCE, args.common, spec, func, diag);
        member.identity.describe(json!({"type": "resource", "resource": inner}));
        member
    }

    fn new(kind: &'static Kind, common: Common, spec: Spec, func: &LooseFn, diag: &mut Diag) -> Self {
        let identity = Identity::new(common, Named::Action, func, diag);
        let mut shape = signature::read(&func.sig, kind.rules(), diag);
        shape.callable &= has_its_params(kind, &shape, func, diag);
        Self { kind, identity, shape, spec }
    }
}

fn label(label: Option<Text>) -> Map<String, Value> {
    label.map(|Text(label)| ("label".to_owned(), label.value().into())).into_iter().collect()
}

/// The metadata of a kind, with what is known of a member under `info`.
fn with_info(kind: &str, info: &Map<String, Value>) -> Value {
    if info.is_empty() { json!({"type": kind}) } else { json!({"type": kind, "info": info}) }
}

/// The parameters of the kind, by their position, and options after them.
fn has_its_params(kind: &Kind, shape: &Shape, func: &LooseFn, diag: &mut Diag) -> bool {
    let (what, given) = (kind.what, shape.plain().count());
    let most = kind.params.len() + usize::from(kind.options);
    if let Some((name, ty)) = kind.params.get(given) {
        let message = format!("{what} takes `{}`: add a parameter `{name}: {ty}`", kind.written_params());
        diag.push(Code::MissingParameter, &func.sig.ident, message);
        return false;
    }
    if let Some(extra) = shape.plain().nth(most) {
        let options = if kind.options { ", and one parameter for its options" } else { "" };
        let message = format!("{what} takes `{}`{options}: remove this parameter", kind.written_params());
        diag.push(Code::TooManyInputs, &extra.pat, message);
        return false;
    }
    true
}
