//! The app of Genkit's conformance cases: a program that registers what they call and serves the reflection API.
//!
//! `GENKIT_ENV=dev cargo run -p conformance`, or without that variable: it is served either way, at
//! `GENKIT_REFLECTION_PORT` or the first free port from 3100 on, and writes `.genkit/runtimes/*.json` where it runs.

mod callers;
mod flows;
mod models;
mod prompts;
mod rag;
mod tools;
mod video;

use genkit::GenerateDefaults;
use genkit::dev::{self, DevOptions};
use genkit::prelude::*;

#[genkit::main]
async fn main() -> Result<()> {
    let ai = Genkit::builder()
        .action(flows::bad_output())
        .define_schema::<prompts::Dish>("Dish")
        .prompt(prompts::greet()?)
        .prompt(prompts::dish()?)
        .prompt(prompts::with_docs()?)
        .generate_defaults(GenerateDefaults::as_genkit_js())
        .without_seals()
        .build()
        .await?;
    // A runtime serves itself where this is set.
    if std::env::var("GENKIT_ENV").as_deref() == Ok("dev") {
        return Ok(());
    }
    let here = std::env::current_dir()?;
    dev::serve(&ai, DevOptions::from_env().project_root(here)).await?.stopped().await;
    Ok(())
}
