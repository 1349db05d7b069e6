use genkit::prelude::*;

#[background_model(name = "acme/video")]
async fn video(_request: ModelRequest) -> Result<Operation> {
    Ok(Operation::new("op-1"))
}

fn main() {}
