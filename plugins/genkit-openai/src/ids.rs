//! Ids of calls: the provider wants one of each.

use std::collections::VecDeque;

use genkit::{ToolRequest, ToolResponse};

/// Makes ids for calls that have none, and finds them again for the answers.
#[derive(Default)]
pub(crate) struct Ids {
    /// The tool's name and the id, until an answer takes it.
    open: VecDeque<(String, String)>,
    made: usize,
}

impl Ids {
    pub(crate) fn of_request(&mut self, request: &ToolRequest) -> String {
        request.reference.clone().filter(|id| !id.is_empty()).unwrap_or_else(|| {
            let id = format!("call_{}", self.made);
            self.made += 1;
            self.open.push_back((request.name.clone(), id.clone()));
            id
        })
    }

    pub(crate) fn of_response(&mut self, response: &ToolResponse) -> String {
        response.reference.clone().filter(|id| !id.is_empty()).unwrap_or_else(|| {
            let at = self.open.iter().position(|(name, _)| *name == response.name).unwrap_or(0);
            self.open.remove(at).map_or_else(|| "call_0".to_owned(), |(_, id)| id)
        })
    }
}
