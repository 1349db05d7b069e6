//! A model, checked.

use quote::quote;
use syn::{Expr, Path};

use super::args::{Args, BackgroundArgs};
use super::info::Info;
use crate::common::Identity;
use crate::errors::{Code, Diag};
use crate::item_fn::LooseFn;
use crate::signature::{self, Role, Rules, Shape};
use crate::types;

const RULES: Rules =
    Rules { what: "a model", chunks: true, inputs: false, fields: false, input_marker: false };
const BACKGROUND: Rules = Rules { what: "a background model", chunks: false, ..RULES };

/// A model, or a background model.
#[derive(Debug)]
pub(crate) struct Model {
    pub(crate) identity: Identity,
    pub(crate) shape: Shape,
    pub(crate) background: Option<Companions>,
    /// What stands around it, whoever asks it.
    pub(crate) middleware: Vec<Expr>,
}

/// The functions that check and cancel the operations of a background model.
#[derive(Debug)]
pub(crate) struct Companions {
    /// `None` if it is missing, which was reported.
    pub(crate) check: Option<Path>,
    pub(crate) cancel: Option<Path>,
}

impl Model {
    /// The macro, which is also the name of the function of the runtime that calls it.
    pub(crate) fn kind(&self) -> &'static str {
        if self.background.is_some() { "background_model" } else { "model" }
    }

    pub(crate) fn new(args: Args, func: &LooseFn, diag: &mut Diag) -> Self {
        let Args { common, label, versions, supports, stage, middleware } = args;
        let info = Info { label, versions, supports, stage };
        let mut identity = info.identity(common, func, diag);
        let middleware = middleware.unwrap_or_default().0;
        identity.around = (!middleware.is_empty()).then(|| quote!(__gk::model_around::<Self>()));
        Self { identity, shape: shape(func, RULES, diag), background: None, middleware }
    }

    pub(crate) fn background(args: BackgroundArgs, func: &LooseFn, diag: &mut Diag) -> Self {
        let BackgroundArgs { common, label, versions, supports, stage, check, cancel } = args;
        let info = Info { label, versions, supports, stage };
        let identity = info.identity(common, func, diag);
        if check.is_none() {
            let message = "a background model needs a function that checks its operations: `check = check_fn`, \
                           of the form `async fn(Operation, Ctx) -> Result<Operation>`";
            diag.missing("check", Code::MissingOption, &func.sig.ident, message);
        }
        let companions = Companions { check: check.map(|path| path.0), cancel: cancel.map(|path| path.0) };
        Self {
            identity,
            shape: shape(func, BACKGROUND, diag),
            background: Some(companions),
            middleware: Vec::new(),
        }
    }
}

/// The signature of a model: one `ModelRequest`, and what it asks for.
fn shape(func: &LooseFn, rules: Rules, diag: &mut Diag) -> Shape {
    let mut shape = signature::read(&func.sig, rules, diag);
    let mut plain = shape.params.iter().filter(|param| param.role == Role::Plain);
    let what = rules.what;
    let mut sound = true;
    match plain.next() {
        None => {
            sound = false;
            let message = format!("{what} takes a request: add a parameter `request: ModelRequest`");
            diag.push(Code::MissingParameter, &func.sig.ident, message);
        }
        Some(param) if param.sound && !types::is_named(&param.ty, "ModelRequest") => {
            sound = false;
            let given = types::spelled(&param.ty);
            let message = format!(
                "{what} takes a `ModelRequest`, not `{given}`: write `ModelRequest`, \
                 or `ModelRequest<{given}>` if this is its configuration"
            );
            diag.push(Code::MissingParameter, &param.ty, message);
        }
        Some(_) => {}
    }
    for extra in plain {
        sound = false;
        let message =
            format!("{what} takes one `ModelRequest`; its configuration is the `C` of `ModelRequest<C>`");
        diag.push(Code::TooManyInputs, &extra.pat, message);
    }
    shape.callable &= sound;
    shape
}
