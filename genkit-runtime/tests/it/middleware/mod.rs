//! Middleware as users write it.

mod chain;
mod named;

use genkit::prelude::*;

/// Doubles a number.
#[tool]
async fn double_it(n: i64) -> Result<i64> {
    Ok(n * 2)
}
