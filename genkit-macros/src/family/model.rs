//! A member of the family, checked.

use syn::LitStr;

use super::args;
use super::kinds::{self, Kind};
use super::uri;
use crate::common::{Common, Identity};
use crate::errors::{Code, Diag};
use crate::item_fn::LooseFn;
use crate::names::Named;
use crate::signature::{self, Shape};

/// A member of the family.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) kind: &'static Kind,
    pub(crate) identity: Identity,
    pub(crate) shape: Shape,
    pub(crate) spec: Spec,
}

/// What the attribute says of it.
#[derive(Debug)]
pub(crate) enum Spec {
    Embedder {
        label: Option<LitStr>,
        dimensions: Option<u32>,
        max_batch_size: Option<u32>,
        multilingual: bool,
        input: Vec<LitStr>,
    },
    Labelled {
        label: Option<LitStr>,
    },
    Evaluator {
        display_name: Option<LitStr>,
        definition: Option<LitStr>,
        is_billed: bool,
    },
    Resource {
        uri: Option<LitStr>,
        template: Option<LitStr>,
    },
}

impl Member {
    pub(crate) fn embedder(args: args::Embedder, func: &LooseFn, diag: &mut Diag) -> Self {
        let spec = Spec::Embedder {
            label: args.label.map(|label| label.0),
            dimensions: args.dimensions.map(|count| count.0),
            max_batch_size: args.max_batch_size.map(|count| count.0),
            multilingual: args.supports.multilingual.0,
            input: args.supports.input.unwrap_or_default().0,
        };
        Self::new(&kinds::EMBEDDER, args.common, spec, func, diag)
    }

    pub(crate) fn labelled(
        kind: &'static Kind,
        args: args::Labelled,
        func: &LooseFn,
        diag: &mut Diag,
    ) -> Self {
        let spec = Spec::Labelled { label: args.label.map(|label| label.0) };
        Self::new(kind, args.common, spec, func, diag)
    }

    pub(crate) fn evaluator(args: args::Evaluator, func: &LooseFn, diag: &mut Diag) -> Self {
        let spec = Spec::Evaluator {
            display_name: args.display_name.map(|text| text.0),
            definition: args.definition.map(|text| text.0),
            is_billed: args.is_billed.is_none_or(|flag| flag.0),
        };
        Self::new(&kinds::EVALUATOR, args.common, spec, func, diag)
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
        Self::new(&kinds::RESOURCE, args.common, Spec::Resource { uri, template }, func, diag)
    }

    fn new(kind: &'static Kind, common: Common, spec: Spec, func: &LooseFn, diag: &mut Diag) -> Self {
        let identity = Identity::new(common, Named::Action, func, diag);
        let mut shape = signature::read(&func.sig, kind.rules(), diag);
        shape.callable &= has_its_params(kind, &shape, func, diag);
        Self { kind, identity, shape, spec }
    }
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
