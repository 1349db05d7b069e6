//! An agent, checked.

use super::args::Args;
use crate::common::Identity;
use crate::errors::{Code, Diag};
use crate::item_fn::LooseFn;
use crate::names::Named;
use crate::signature::{self, Rules, Shape};

const RULES: Rules =
    Rules { what: "an agent", chunks: false, inputs: false, fields: false, input_marker: false };

/// An agent.
#[derive(Debug)]
pub(crate) struct Agent {
    pub(crate) identity: Identity,
    pub(crate) shape: Shape,
    pub(crate) session_store: bool,
}

impl Agent {
    pub(crate) fn new(args: Args, func: &LooseFn, diag: &mut Diag) -> Self {
        let identity = Identity::new(args.common, Named::Action, func, diag);
        let mut shape = signature::read(&func.sig, RULES, diag);
        let second = shape.plain().nth(1).map(|param| param.pat.clone());
        if let Some(second) = second {
            let message = "an agent takes one turn, `turn: Turn<State>`: remove this parameter";
            diag.push(Code::TooManyInputs, second, message);
            shape.callable = false;
        } else if shape.plain().next().is_none() {
            let message = "an agent takes a turn: add a parameter `turn: Turn`, or `turn: Turn<State>`";
            diag.push(Code::NoTurn, &func.sig.ident, message);
            shape.callable = false;
        }
        Self { identity, shape, session_store: args.session_store.0 }
    }
}
