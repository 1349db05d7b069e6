//! An agent, checked.

use proc_macro2::Span;
use quote::quote_spanned;
use syn::Expr;

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
    pub(crate) kept: Kept,
}

/// Where its conversations are kept, and what of them.
#[derive(Debug)]
pub(crate) struct Kept {
    pub(crate) session_store: bool,
    /// In seconds.
    pub(crate) ttl: Option<u64>,
    pub(crate) compact: Option<Expr>,
    pub(crate) keep_snapshots: Option<u32>,
    pub(crate) reject_branching: bool,
}

impl Kept {
    fn new(args: &Args, func: &LooseFn, diag: &mut Diag) -> Self {
        let Args { session_store, ttl, compact, keep_snapshots, reject_branching, .. } = args;
        let mut needs_store = |option: &str, span: Span| {
            if !session_store.0 {
                let message = format!(
                    "`{option}` is for conversations that the agent keeps: add `session_store`, or remove `{option}`"
                );
                diag.push(Code::MissingOption, quote_spanned!(span=> _), message);
            }
        };
        if let Some(ttl) = ttl {
            needs_store("ttl", ttl.1);
        }
        if let Some(count) = keep_snapshots {
            needs_store("keep_snapshots", count.1);
        }
        if reject_branching.0 {
            needs_store("reject_branching", func.sig.ident.span());
        }
        Self {
            session_store: session_store.0,
            ttl: ttl.map(|ttl| ttl.0),
            compact: compact.as_ref().map(|compact| compact.0.clone()),
            keep_snapshots: keep_snapshots.as_ref().map(|count| count.0),
            reject_branching: reject_branching.0,
        }
    }
}

impl Agent {
    pub(crate) fn new(args: Args, func: &LooseFn, diag: &mut Diag) -> Self {
        let kept = Kept::new(&args, func, diag);
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
        Self { identity, shape, kept }
    }
}
