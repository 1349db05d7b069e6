//! What a run costs beside a floor measured in the same breath: a plain boxed async call, with the same serde work.
//!
//! A JSON line a workload. A name as the argument runs one group: `calls`, `middleware`, `start`, `stream`; `SCALE` scales the
//! repetitions.
#![allow(
    missing_docs,
    clippy::indexing_slicing,
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "a program"
)]

mod calls;
#[path = "../common/mod.rs"]
mod common;
mod middleware;
mod rounds;
mod start;
mod stream;

use genkit::prelude::*;

fn main() -> Result<()> {
    let only = common::only();
    let wanted = |name: &str| only.as_deref().is_none_or(|only| only == name);
    common::runtime().block_on(async {
        if wanted("calls") {
            calls::run().await?;
        }
        if wanted("middleware") {
            middleware::run().await?;
        }
        if wanted("start") {
            start::run().await?;
        }
        if wanted("stream") {
            stream::run().await?;
        }
        Ok(())
    })
}
