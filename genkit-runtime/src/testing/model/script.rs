//! A model that says one reply after the other.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::reply::{End, Reply};
use crate::ai::message::Message;
use crate::ai::model::{ModelRequest, ModelResponse, ModelResponseChunk};
use crate::ai::part::PartKind;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::stream::Chunks;
use crate::testing::verify::Verify;

/// Replies that wait to be said.
pub(in crate::testing) struct Script {
    model: String,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    replies: VecDeque<Reply>,
    given: usize,
    requests: usize,
    calls: usize,
    refused: Vec<String>,
    told: bool,
}

impl Script {
    pub(super) fn new(model: String, replies: impl IntoIterator<Item = Reply>) -> Self {
        let script = Self { model, state: Mutex::default() };
        script.extend(replies);
        script
    }

    pub(in crate::testing) fn extend(&self, replies: impl IntoIterator<Item = Reply>) {
        let mut state = self.state();
        for reply in replies {
            state.replies.push_back(reply);
            state.given += 1;
        }
        state.told = false;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) async fn answer(
        &self,
        request: &ModelRequest,
        ctx: &Ctx,
        out: &Chunks<ModelResponseChunk>,
    ) -> Result<ModelResponse> {
        let mut reply = self.state().next(&self.model, request)?;
        loop {
            if let Some(delay) = reply.delay {
                ctx.ai().env().sleep(delay).await;
            }
            for chunk in &reply.chunks {
                out.send(chunk.clone()).await?;
            }
            let mut response = match std::mem::take(&mut reply.end) {
                End::Said => reply.said(),
                End::Response(response) => *response,
                End::Error(error) => return Err(error),
                End::Computed(compute) => {
                    reply = compute(request);
                    continue;
                }
            };
            self.state().address_calls(&mut response, request);
            return Ok(response);
        }
    }
}

impl State {
    fn next(&mut self, model: &str, request: &ModelRequest) -> Result<Reply> {
        self.requests += 1;
        self.told = false;
        self.replies.pop_front().ok_or_else(|| {
            let (given, n) = (self.given, self.requests);
            let last = request.last().map_or_else(|| "has no messages".to_owned(), says);
            let replies = if given == 1 { "reply" } else { "replies" };
            let message = format!("the script of {model} has {given} {replies}; request {n} {last}");
            self.refused.push(message.clone());
            Error::out_of_range(message)
        })
    }

    /// Tools are asked for by the name that the request told, each with a reference of its own.
    fn address_calls(&mut self, response: &mut ModelResponse, request: &ModelRequest) {
        let offered = request.tools.as_deref().unwrap_or_default();
        for part in response.message.iter_mut().flat_map(|message| &mut message.content) {
            if let PartKind::ToolRequest(call) = &mut part.kind {
                let short = call.name.rsplit('/').next().unwrap_or_default();
                if !offered.iter().any(|tool| tool.name == call.name)
                    && offered.iter().any(|t| t.name == short)
                {
                    call.name = short.to_owned();
                }
                self.calls += 1;
                call.reference.get_or_insert_with(|| format!("call-{}", self.calls));
            }
        }
    }
}

fn says(message: &Message) -> String {
    let role = serde_json::to_value(message.role).unwrap_or_default();
    let text = ModelRequest::new(vec![message.clone()]).text();
    format!("ends with the {} message {text:?}", role.as_str().unwrap_or_default())
}

impl Verify for Script {
    fn findings(&self) -> Vec<String> {
        let mut state = self.state();
        if std::mem::replace(&mut state.told, true) {
            return Vec::new();
        }
        let mut findings = state.refused.clone();
        let (given, left) = (state.given, state.replies.len());
        if left > 0 {
            let model = &self.model;
            findings.push(format!("the script of {model} has {given} replies, and {left} were not used"));
        }
        findings
    }
}
