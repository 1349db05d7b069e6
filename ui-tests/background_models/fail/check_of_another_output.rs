//# again: a result of another type

use genkit::prelude::*;

async fn check_video(operation: Operation, _ctx: Ctx) -> Result<bool> {
    Ok(operation.done)
}

#[background_model(name = "acme/video", check = check_video)]
async fn video(_request: ModelRequest) -> Result<Operation> {
    Ok(Operation::new("op-1"))
}

fn main() {}
