//! Middleware as users write it.

mod approvals;
mod chain;
#[cfg(feature = "macros")]
mod declared;
mod looking;
mod named;
mod passing;

use genkit::prelude::*;

/// Doubles a number.
#[tool]
async fn double_it(n: i64) -> Result<i64> {
    Ok(n * 2)
}
