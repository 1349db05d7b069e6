//! A small program for Genkit's developer tools. It needs no key: its model is an echo.
//!
//! ```text
//! npm install -g genkit-cli
//! genkit start -- cargo run -p cli-app
//! genkit flow:run greet '"Ada"'
//! ```

mod echo;
mod flows;
mod scores;

use genkit::prelude::*;

#[genkit::main]
async fn main() -> Result<()> {
    Genkit::builder().name("cli-app").default_model("echo").build().await?;
    Ok(())
}
