//! A flow, checked.

use super::args::Args;
use crate::common::Identity;
use crate::errors::{Code, Diag};
use crate::item_fn::LooseFn;
use crate::names::Named;
use crate::signature::{self, Role, Rules, Shape};

const RULES: Rules = Rules { what: "a flow", chunks: true, inputs: true, fields: false, input_marker: true };

/// A flow.
#[derive(Debug)]
pub(crate) struct Flow {
    pub(crate) identity: Identity,
    pub(crate) shape: Shape,
    /// It takes a stream of inputs.
    pub(crate) bidirectional: bool,
}

impl Flow {
    pub(crate) fn new(args: Args, func: &LooseFn, diag: &mut Diag) -> Self {
        let identity = Identity::new(args.common, Named::Action, func, diag);
        let mut shape = signature::read(&func.sig, RULES, diag);
        let second = shape.plain().nth(1).map(|param| param.pat.clone());
        if let Some(second) = second {
            let message = "a flow takes one input: put its parts into a struct that derives \
                           `Serialize, Deserialize, JsonSchema`";
            diag.push(Code::TooManyInputs, second, message);
            shape.callable = false;
        }
        let bidirectional = shape.find(Role::Inputs).is_some();
        Self { identity, shape, bidirectional }
    }
}
