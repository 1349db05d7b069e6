//! What an agent becomes.

use proc_macro2::TokenStream;
use quote::quote;

use super::model::{Agent, Kept};
use crate::calls;
use crate::errors::Diag;
use crate::handle::{self, binding, filled, local};
use crate::item_fn::LooseFn;
use crate::signature::{self, Role};

pub(crate) fn expand(agent: &Agent, func: &LooseFn, diag: &Diag) -> TokenStream {
    let Agent { identity, shape, kept } = agent;
    let (name, turn) = (&identity.handle, local("t"));
    let slot = shape.plain().next().and_then(|param| param.slot());
    let call = calls::future(func, shape, &[quote!(#turn)]).filter(|_| slot.is_some());
    let takes_turn = binding("t", call.is_some());
    let takes_ctx = binding("ctx", call.is_some() && shape.find(Role::Ctx).is_some());
    let body = call.unwrap_or_else(handle::never_ready);
    let (fn_token, result_and_body) = handle::around_body(func, "TurnFut", &body);
    let turn_type = handle::member("Turn", &filled(&slot));
    let returned = signature::returned(&func.sig, shape);
    let def = identity.def("Agent", None);
    let settings = settings(kept);
    let inner = quote! {
        #[automatically_derived]
        impl __gk::BidiHandle for #name {
            type Init = __gk::AgentStart;
            type Input = __gk::AgentInput;
            type Output = __gk::AgentOutput;
            type Chunk = __gk::AgentStreamChunk;
            const DEF: __gk::Def = &#def;
            fn call(
                b: Self::Init, i: __gk::Inputs<Self::Input>, c: __gk::Ctx, o: __gk::Chunks<Self::Chunk>
            ) -> __gk::BidiFut<Self> {
                __gk::agent::<Self>(b, i, c, o)
            }
        }
        impl __gk::AgentHandle for #name {
            #turn_type
            #returned
            #settings
            #fn_token turn(#takes_turn: Self::Turn, #takes_ctx: __gk::Ctx) -> #result_and_body
        }
        __gk::inventory::submit!(__gk::declared_agent::<#name>());
    };
    handle::frame(identity, func, &inner, diag)
}

/// What the agent is told besides, as its builder is.
fn settings(kept: &Kept) -> TokenStream {
    let Kept { session_store, ttl, compact, keep_snapshots, reject_branching } = kept;
    let mut told = Vec::new();
    if *session_store {
        told.push(quote!(.session_store()));
    }
    told.extend(ttl.map(|seconds| quote!(.ttl(::core::time::Duration::from_secs(#seconds)))));
    told.extend(compact.as_ref().map(|compact| quote!(.compact(#compact))));
    told.extend(keep_snapshots.map(|longest| quote!(.keep_snapshots(#longest as usize))));
    if *reject_branching {
        told.push(quote!(.reject_branching()));
    }
    if told.is_empty() {
        return TokenStream::new();
    }
    quote!(const SETTINGS: __gk::Settings = |b| b #(#told)*;)
}
