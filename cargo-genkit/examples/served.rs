//! A program for the tests of `cargo genkit doctor`: it declares nothing, and is served.

use genkit::Genkit;

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Box<dyn std::error::Error + Send + Sync>> {
    Genkit::builder().name("served").build().await?;
    genkit::dev::wait().await;
    Ok(())
}
