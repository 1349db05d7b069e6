//! What a flow becomes.

use proc_macro2::TokenStream;
use quote::quote;

use super::model::Flow;
use crate::calls;
use crate::errors::Diag;
use crate::handle::{self, Handle, Slot, binding, filled, local};
use crate::item_fn::LooseFn;
use crate::signature::{self, Param, Role};

pub(crate) fn expand(flow: &Flow, func: &LooseFn, diag: &Diag) -> TokenStream {
    if flow.bidirectional { bidirectional(flow, func, diag) } else { plain(flow, func, diag) }
}

fn plain(flow: &Flow, func: &LooseFn, diag: &Diag) -> TokenStream {
    let name = &flow.identity.handle;
    let input = local("i");
    let values: Vec<TokenStream> = flow.shape.plain().map(|_| quote!(#input)).collect();
    Handle {
        action_type: "Flow",
        options: None,
        input: input_slot(flow),
        output: signature::output_slot(&flow.shape),
        chunk: chunk_slot(flow),
        args: values.is_empty().then(|| quote!(())),
        call: calls::call(func, &flow.shape, &values, &quote!()),
        items: quote!(impl __gk::FlowHandle for #name {}),
        register: "of",
    }
    .expand(&flow.identity, func, diag)
}

fn bidirectional(flow: &Flow, func: &LooseFn, diag: &Diag) -> TokenStream {
    let shape = &flow.shape;
    let (init, init_value) = (input_slot(flow), local("init"));
    let input = shape.find(Role::Inputs).and_then(Param::item_slot);
    let (output, chunk) = (signature::output_slot(shape), chunk_slot(flow));
    let sound = [&init, &input, &output, &chunk].iter().all(|slot| slot.is_some());
    let values: Vec<TokenStream> = shape.plain().map(|_| quote!(#init_value)).collect();
    let call = calls::future(func, shape, &values).filter(|_| sound);
    let uses = |used: bool, name: &str| binding(name, used && call.is_some());
    let takes_init = uses(!values.is_empty(), "init");
    let takes_inputs = uses(true, "inputs");
    let takes_ctx = uses(shape.find(Role::Ctx).is_some(), "ctx");
    let takes_out = uses(shape.find(Role::Chunks).is_some(), "out");
    let body = call.unwrap_or_else(handle::never_ready);
    let (fn_token, result_and_body) = handle::around_body(func, "BidiFut", &body);
    let [init, input, output, chunk] =
        [("Init", &init), ("Input", &input), ("Output", &output), ("Chunk", &chunk)]
            .map(|(name, slot)| handle::member(name, &filled(slot)));
    let name = &flow.identity.handle;
    let def = flow.identity.def("Flow", None);
    let impl_token = handle::impl_token(func);
    let register = handle::submit("bidi", name);
    let inner = quote! {
        #[automatically_derived]
        #impl_token __gk::BidiHandle for #name {
            #init
            #input
            #output
            #chunk
            const DEF: __gk::Def = &#def;
            #fn_token call(
                #takes_init: Self::Init, #takes_inputs: __gk::Inputs<Self::Input>, #takes_ctx: __gk::Ctx,
                #takes_out: __gk::Chunks<Self::Chunk>
            ) -> #result_and_body
        }
        #register
    };
    handle::frame(&flow.identity, func, &inner, diag)
}

fn input_slot(flow: &Flow) -> Slot {
    match flow.shape.plain().next() {
        Some(param) => param.slot(),
        None => Some(quote!(())),
    }
}

fn chunk_slot(flow: &Flow) -> Slot {
    match flow.shape.find(Role::Chunks) {
        Some(param) => param.item_slot(),
        None => Some(quote!(__gk::NoChunk)),
    }
}
