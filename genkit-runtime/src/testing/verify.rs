//! What a test has set up and must have come true by its end.

use crate::core::error::{Error, Result};

/// Something that was promised or expected.
pub(super) trait Verify: Send + Sync {
    /// What has not come true, a line each. What was told once is not told again.
    fn findings(&self) -> Vec<String>;
}

/// All findings as one error.
pub(super) fn verdict(findings: &[String]) -> Result<()> {
    match findings {
        [] => Ok(()),
        [one] => Err(Error::failed_precondition(one.clone())),
        several => Err(Error::failed_precondition(format!("\n- {}", several.join("\n- ")))),
    }
}
