//! What a double knows, shared between the test and the runtime.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use super::background::Shared;
use super::behaviour::{Behaviours, Next};
use super::calls::{Calls, show};
use crate::core::action::{ActionInput, Callable, Handle};
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::stream::Chunks;
use crate::testing::verify::Verify;

/// Calls and answers stand under locks of their own: what computes an answer may ask for the calls.
pub(super) struct State<H: Handle> {
    calls: Mutex<Calls>,
    behaviours: Mutex<Behaviours<H>>,
    pub(super) operations: Shared,
}

impl<H: Handle> Default for State<H> {
    fn default() -> Self {
        Self { calls: Mutex::default(), behaviours: Mutex::default(), operations: Shared::default() }
    }
}

impl<H: Handle> State<H> {
    pub(super) fn calls(&self) -> MutexGuard<'_, Calls> {
        self.calls.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn behaviours(&self) -> MutexGuard<'_, Behaviours<H>> {
        self.behaviours.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes a call and says what is to be done about it.
    fn take(&self, input: H::Input) -> Result<Next<H>> {
        let noted = serde_json::to_value(input.data())
            .map_err(|e| Error::internal(format!("an input of {} is no JSON: {e}", H::DEF.name())))?;
        let call = show::<H>(&noted);
        let come = self.calls().come::<H>(noted);
        let next = come.and_then(|()| self.behaviours().next(input, &call));
        if let Err(error) = &next {
            self.calls().refuse(error.message());
        }
        next
    }
}

/// The function that stands in.
pub(super) fn callable<H: Handle>(state: &Arc<State<H>>) -> Callable<H::Input, H::Output, H::Chunk> {
    let state = state.clone();
    Arc::new(move |input, ctx: Ctx, out: Chunks<H::Chunk>| {
        let state = state.clone();
        Box::pin(async move {
            let next = state.take(input)?;
            let (delay, chunks) = {
                let behaviours = state.behaviours();
                (behaviours.delay, behaviours.chunks.as_ref().map(|chunks| chunks()))
            };
            if let Some(delay) = delay {
                ctx.ai().env().sleep(delay).await;
            }
            for chunk in chunks.unwrap_or_default() {
                out.send(chunk).await?;
            }
            match next {
                Next::Answer(answer) => answer,
                Next::Through(input) => H::call(input, ctx, out).await,
            }
        })
    })
}

impl<H: Handle> Verify for State<H> {
    fn findings(&self) -> Vec<String> {
        let (promised, left) = self.behaviours().promised();
        let mut calls = self.calls();
        if std::mem::replace(&mut calls.told, true) {
            return Vec::new();
        }
        let mut findings = calls.findings::<H>();
        if left > 0 {
            let name = H::DEF.name();
            findings.push(format!(
                "the double of {name} was promised {promised} answers, and {left} were not used"
            ));
        }
        findings
    }
}
