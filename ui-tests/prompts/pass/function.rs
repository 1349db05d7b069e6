#![deny(warnings)]
//! Functions that build requests.

use genkit::prelude::*;
use genkit::{GenerateOptions, Message};

/// Text is what the person says.
#[genkit::prompt_fn]
fn plain() -> &'static str {
    "Go"
}

#[genkit::prompt_fn(name = "told/loudly")]
async fn told(topic: String, _ctx: Ctx) -> Result<Vec<Message>> {
    Ok(vec![Message::system("Be loud."), Message::user(topic)])
}

#[genkit::prompt_fn]
async fn whole(options: GenerateOptions) -> GenerateOptions {
    options
}

#[genkit::main]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<told>("cats".into()).await?.messages.len(), 2);
    assert_eq!(ai.prompt("plain")?.render(()).await?.messages[0].text(), "Go");
    let _ = whole {};
    Ok(())
}
