//! `#[prompt_fn]`: a function that builds a request.

use darling::FromMeta;
use proc_macro2::TokenStream;
use quote::quote;

use crate::calls;
use crate::common::{Common, Identity};
use crate::entry;
use crate::errors::Code;
use crate::handle::{Handle, local};
use crate::names::Named;
use crate::signature::{self, Rules};

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
        let identity = Identity::new(args.common, Named::Action, func, &mut diag);
        let mut shape = signature::read(&func.sig, RULES, &mut diag);
        let second = shape.plain().nth(1).map(|param| param.pat.clone());
        if let Some(second) = second {
            let message = "a prompt takes one input: put its parts into a struct that derives \
                           `Serialize, Deserialize, JsonSchema`";
            diag.push(Code::TooManyInputs, second, message);
            shape.callable = false;
        }
        let (name, input) = (&identity.name, local("input"));
        let values: Vec<TokenStream> = shape.plain().map(|_| quote!(#input)).collect();
        let one = |value: TokenStream| quote!((#value,));
        let (slot, args, pack, unpack) = match shape.plain().next() {
            None => (Some(quote!(())), Some(quote!(())), (quote!(_), quote!()), (quote!(_), quote!())),
            Some(param) => (
                param.slot(),
                param.slot().map(one),
                (one(quote!(#input)), quote!(#input)),
                (quote!(#input), one(quote!(#input))),
            ),
        };
        let call = calls::call(func, &shape, &values, &quote!());
        Handle {
            action_type: "ExecutablePrompt",
            metadata: Some(quote!(__gk::prompt_metadata(#name))),
            input: slot,
            output: Some(quote!(__gk::GenerateOptions)),
            chunk: Some(quote!(__gk::NoChunk)),
            args,
            pack,
            unpack,
            call: call.and_then(|call| calls::of_kind(call, func, &shape, "PromptFnOutput")),
            types: quote!(),
            items: quote!(),
            register: "of",
        }
        .expand(&identity, func, &diag)
    })
}
