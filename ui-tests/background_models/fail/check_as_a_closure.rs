use genkit::prelude::*;

#[background_model(name = "acme/video", check = |operation, _| async { Ok(operation) })]
async fn video(_request: ModelRequest) -> Result<Operation> {
    Ok(Operation::new("op-1"))
}

fn main() {}
