//! `#[prompt_fn]`: a function that builds a request.

use darling::FromMeta;
use proc_macro2::TokenStream;
use quote::quote;
use serde_json::json;

use crate::calls;
use crate::common::{Common, Identity};
use crate::entry;
use crate::errors::Code;
use crate::handle::{Call, Handle, binding, local};
use crate::names::Named;
use crate::signature::{self, Param, Rules};

/// `#[prompt_fn(name = "..")]`.
#[derive(Clone, Debug, Default, FromMeta)]
#[darling(default)]
struct Args {
    #[darling(flatten)]
    common: Common,
}

const RULES: Rules =
    Rules { what: "a prompt", chunks: false, inputs: false, fields: false, input_marker: false };

pub(super) fn run(options: &TokenStream, item: &TokenStream) -> TokenStream {
    entry::run::<Args>("prompt_fn", options, item, |args, func, mut diag| {
        let mut identity = Identity::new(args.common, Named::Action, func, &mut diag);
        let mut shape = signature::read(&func.sig, RULES, &mut diag);
        let second = shape.plain().nth(1).map(|param| param.pat.clone());
        if let Some(second) = second {
            let message = "a prompt takes one input: put its parts into a struct that derives \
                           `Serialize, Deserialize, JsonSchema`";
            diag.push(Code::TooManyInputs, second, message);
            shape.callable = false;
        }
        let (input, handle) = (local("i"), identity.handle.clone());
        let values: Vec<TokenStream> = shape.plain().map(|_| quote!(#input)).collect();
        let returned = signature::returned(&func.sig, &shape);
        let known = json!({"name": &identity.name, "input": {}, "tools": [], "use": []});
        identity.describe(json!({"type": "prompt", "prompt": known}));
        Handle {
            action_type: "ExecutablePrompt",
            options: None,
            input: shape.plain().next().map_or_else(|| Some(quote!(())), Param::slot),
            output: Some(quote!(__gk::GenerateOptions)),
            chunk: Some(quote!(__gk::NoChunk)),
            args: values.is_empty().then(|| quote!(())),
            call: calls::call(func, &shape, &values, &quote!()).map(built),
            items: quote!(impl __gk::PromptFnHandle for #handle { #returned }),
            register: "of",
        }
        .expand(&identity, func, &diag)
    })
}

/// `Given::<Self>(i).prompt(|i| { let f = greet(i); fallible::<R>(f) })`.
fn built(mut call: Call) -> Call {
    let (input, taken, body) = (local("i"), binding("i", call.takes_input), call.body);
    call.takes_input = true;
    call.body = quote!(__gk::Given::<Self>(#input).prompt(|#taken| { #body }));
    call
}
