//! What a generate call is told.

use std::fmt;

use crate::core::app::Genkit;

/// A generate call.
pub struct Generate {
    ai: Genkit,
}

impl Genkit {
    /// Starts a generate call.
    #[must_use]
    pub fn generate(&self) -> Generate {
        Generate { ai: self.clone() }
    }
}

impl fmt::Debug for Generate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Generate({:?})", self.ai)
    }
}
