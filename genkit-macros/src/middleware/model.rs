//! A middleware, checked.

use super::args::Args;
use crate::common::{Common, Identity};
use crate::errors::{Code, Diag};
use crate::item_fn::LooseFn;
use crate::names::Named;
use crate::signature::{self, Param, Rules, Shape};
use crate::types;

const RULES: Rules =
    Rules { what: "a middleware", chunks: false, inputs: false, fields: false, input_marker: false };

/// What a middleware stands around, by the type of its `next`.
#[derive(Debug, PartialEq)]
pub(crate) struct Around {
    /// The type of `next`.
    next: &'static str,
    /// The type of what is asked.
    request: &'static str,
    /// The method of `Hooks`.
    pub(crate) method: &'static str,
    /// The trait that tells what the function returns.
    pub(crate) answers: &'static str,
    /// The function that makes an answer of it.
    pub(crate) answer: &'static str,
}

const AROUND: [Around; 3] = [
    Around {
        next: "ModelNext",
        request: "ModelRequest",
        method: "model",
        answers: "Answers",
        answer: "answer",
    },
    Around {
        next: "ToolNext",
        request: "ToolRequest",
        method: "tool",
        answers: "ToolAnswers",
        answer: "tool_answer",
    },
    Around {
        next: "GenerateNext",
        request: "GenerateTurn",
        method: "generate",
        answers: "Answers",
        answer: "answer",
    },
];

/// What a plain parameter is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Request,
    Next,
    Config,
}

/// A middleware.
#[derive(Debug)]
pub(crate) struct Middleware {
    pub(crate) identity: Identity,
    pub(crate) shape: Shape,
    /// `None` if that cannot be told.
    pub(crate) around: Option<&'static Around>,
    /// What the plain parameters are for, in their order.
    pub(crate) parts: Vec<Part>,
}

impl Middleware {
    pub(crate) fn new(args: Args, func: &LooseFn, diag: &mut Diag) -> Self {
        let Args { name, description, handle, runtime } = args;
        let common = Common { name, description, handle, runtime, ..Common::default() };
        let identity = Identity::new(common, Named::Action, func, diag);
        let mut shape = signature::read(&func.sig, RULES, diag);
        let around = around(&shape, func, diag);
        let parts: Vec<Part> = shape.plain().map(part).collect();
        shape.callable &= around.is_some_and(|around| asks(around, &shape, func, diag));
        shape.callable &= one_config(&shape, diag);
        Self { identity, shape, around, parts }
    }

    /// The parameter of the configuration.
    pub(crate) fn config(&self) -> Option<&Param> {
        self.shape.plain().zip(&self.parts).find(|(_, part)| **part == Part::Config).map(|(param, _)| param)
    }
}

fn part(param: &Param) -> Part {
    if is_next(param) {
        Part::Next
    } else if AROUND.iter().any(|around| types::is_named(&param.ty, around.request)) {
        Part::Request
    } else {
        Part::Config
    }
}

fn is_next(param: &Param) -> bool {
    types::is_named(&param.ty, "Next") || AROUND.iter().any(|around| types::is_named(&param.ty, around.next))
}

/// What the one `next` tells.
fn around(shape: &Shape, func: &LooseFn, diag: &mut Diag) -> Option<&'static Around> {
    let mut nexts = shape.plain().filter(|param| is_next(param));
    let Some(next) = nexts.next() else {
        // Of a signature that is wrong anyhow the parameter may have been meant.
        if shape.params.iter().all(|param| param.sound) {
            let message = "a middleware runs what it stands around: add a parameter `next: ModelNext`, \
                           `next: ToolNext` or `next: GenerateNext`";
            diag.push(Code::MissingNext, &func.sig.ident, message);
        }
        return None;
    };
    let mut alone = true;
    for other in nexts {
        alone = false;
        let message = "a middleware of one function stands around one thing: write a second function, or \
                       implement `MiddlewareHandle`";
        diag.push(Code::SecondNext, &other.ty, message);
    }
    let around = AROUND.iter().find(|around| types::is_named(&next.ty, around.next));
    if around.is_none() && alone {
        let message = "name what the middleware stands around: `ModelNext`, `ToolNext` or `GenerateNext`";
        diag.push(Code::MissingNext, &next.ty, message);
    }
    around.filter(|_| alone)
}

/// The request is there, once, and is the one that `next` takes.
fn asks(around: &Around, shape: &Shape, func: &LooseFn, diag: &mut Diag) -> bool {
    let Around { next, request, .. } = around;
    let mut requests = shape.plain().filter(|param| part(param) == Part::Request);
    let Some(param) = requests.next() else {
        let message = format!("`{next}` runs a `{request}`: add a parameter `request: {request}`");
        diag.push(Code::WrongRequest, &func.sig.ident, message);
        return false;
    };
    if let Some(extra) = requests.next() {
        diag.push(
            Code::WrongRequest,
            &extra.ty,
            format!("`{next}` runs one `{request}`: remove this parameter"),
        );
        return false;
    }
    if !types::is_named(&param.ty, request) {
        let given = types::spelled(&param.ty);
        diag.push(Code::WrongRequest, &param.ty, format!("`{next}` runs a `{request}`, not a `{given}`"));
        return false;
    }
    if !types::arguments(&param.ty).is_empty() {
        let message =
            format!("a middleware stands around any model: write `{request}`, whose `config` is JSON");
        diag.push(Code::WrongRequest, &param.ty, message);
        return false;
    }
    true
}

fn one_config(shape: &Shape, diag: &mut Diag) -> bool {
    let mut one = true;
    for extra in shape.plain().filter(|param| part(param) == Part::Config).skip(1) {
        one = false;
        let message = "a middleware has one configuration: put what it takes into one struct";
        diag.push(Code::SecondConfig, &extra.pat, message);
    }
    one
}
