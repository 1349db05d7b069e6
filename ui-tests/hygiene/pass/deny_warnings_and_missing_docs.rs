//! A crate with a front page.
#![deny(

    warnings, missing_docs, missing_debug_implementations, unreachable_pub, unused_qualifications, unused_lifetimes,
    rust_2018_idioms, rust_2024_compatibility, nonstandard_style, future_incompatible, let_underscore_drop,
    single_use_lifetimes, trivial_casts, trivial_numeric_casts, unused_results, variant_size_differences,
    elided_lifetimes_in_paths, explicit_outlives_requirements, non_ascii_idents, keyword_idents, unit_bindings
)]

use genkit::prelude::*;

/// Greets someone.
#[flow]
pub async fn greet(name: String, ctx: Ctx, out: Chunks<String>) -> Result<String> {
    out.send(name.clone()).await?;
    assert!(!ctx.is_cancelled());
    Ok(format!("Hello, {name}!"))
}

/// Current weather in a city.
#[tool]
pub async fn get_weather(
    /// The city.
    city: String,
    day: Option<u8>,
) -> Result<String> {
    Ok(format!("{city} {day:?}"))
}

/// Does nothing.
#[tool]
pub fn nothing() {}

/// Chats.
#[model(supports(tools))]
pub async fn chat(req: ModelRequest) -> Result<ModelResponse> {
    Ok(ModelResponse::text(req.text()))
}

/// Makes videos.
#[background_model(check = check_video)]
pub async fn video(req: ModelRequest, _ctx: Ctx) -> Result<Operation> {
    Ok(Operation::new(req.text()))
}

async fn check_video(operation: Operation, _ctx: Ctx) -> Result<Operation> {
    Ok(operation)
}

/// Finds dishes.
#[retriever]
pub async fn find(query: Document) -> Result<Vec<Document>> {
    Ok(vec![query])
}

/// Answers line by line.
#[flow]
pub async fn shout(mut lines: Inputs<String>, out: Chunks<String>) -> Result<usize> {
    let mut count = 0;
    while let Some(line) = lines.next().await {
        out.send(line?).await?;
        count += 1;
    }
    Ok(count)
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<greet>("Ada".to_owned()).await?, "Hello, Ada!");
    Ok(())
}
