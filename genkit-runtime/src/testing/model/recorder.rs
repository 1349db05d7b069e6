//! The requests that test models got.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::ai::model::ModelRequest;

/// Cloning is cheap; clones are the same recorder.
#[derive(Clone, Default)]
pub(in crate::testing) struct Recorder(Arc<Mutex<Vec<ModelRequest>>>);

impl Recorder {
    pub(super) fn record(&self, request: &ModelRequest) {
        self.requests().push(request.clone());
    }

    pub(in crate::testing) fn requests(&self) -> MutexGuard<'_, Vec<ModelRequest>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
