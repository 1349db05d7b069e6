//! How a double answers.

use std::collections::VecDeque;
use std::time::Duration;

use crate::core::action::Handle;
use crate::core::error::{Error, Result};

pub(super) enum Behaviour<H: Handle> {
    /// Once.
    Give(Result<H::Output>),
    /// Each time anew.
    Make(Box<dyn Fn(H::Input) -> Result<H::Output> + Send>),
    /// What the function itself answers.
    Through,
}

/// What is to be done about one call.
pub(super) enum Next<H: Handle> {
    Answer(Result<H::Output>),
    Through(H::Input),
}

pub(super) struct Behaviours<H: Handle> {
    once: VecDeque<Behaviour<H>>,
    promised: usize,
    pub(super) always: Option<Behaviour<H>>,
    pub(super) chunks: Option<Box<dyn Fn() -> Vec<H::Chunk> + Send>>,
    pub(super) delay: Option<Duration>,
}

impl<H: Handle> Behaviours<H> {
    pub(super) fn promise(&mut self, behaviour: Behaviour<H>) {
        self.promised += 1;
        self.once.push_back(behaviour);
    }

    /// How many were promised, and how many of them are left.
    pub(super) fn promised(&self) -> (usize, usize) {
        (self.promised, self.once.len())
    }

    /// The answer to a call.
    ///
    /// # Errors
    /// `OUT_OF_RANGE` if all answers are used, `FAILED_PRECONDITION` if there never were any.
    pub(super) fn next(&mut self, input: H::Input, call: &str) -> Result<Next<H>> {
        let once = self.once.pop_front();
        match once.as_ref().or(self.always.as_ref()) {
            Some(Behaviour::Make(make)) => return Ok(Next::Answer(make(input))),
            Some(Behaviour::Through) => return Ok(Next::Through(input)),
            Some(Behaviour::Give(_)) | None => {}
        }
        match once {
            Some(Behaviour::Give(answer)) => Ok(Next::Answer(answer)),
            _ if self.promised > 0 => {
                let (n, s) = (self.promised, if self.promised == 1 { "" } else { "s" });
                Err(Error::out_of_range(format!("call {call} is one too many: the double has {n} answer{s}")))
            }
            _ => Err(Error::failed_precondition(format!(
                "unexpected call {call}: the double has no answer; give it one, for example with `.returns(..)`"
            ))),
        }
    }
}

impl<H: Handle> Default for Behaviours<H> {
    fn default() -> Self {
        Self { once: VecDeque::new(), promised: 0, always: None, chunks: None, delay: None }
    }
}
