use genkit::prelude::*;

#[model(name = "acme/chat")]
async fn chat(_request: ModelRequest) -> Result<String> {
    Ok("hello".to_owned())
}

fn main() {}
