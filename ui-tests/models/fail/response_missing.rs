use genkit::prelude::*;

#[model(name = "acme/chat")]
async fn chat(_request: ModelRequest) {}

fn main() {}
