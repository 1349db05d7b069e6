//# again: a typed operation, not an id

use genkit::prelude::*;

async fn check_video(operation: Operation<video>, _ctx: Ctx) -> Result<Operation<video>> {
    Ok(operation)
}

#[background_model(name = "acme/video", check = check_video)]
async fn video(_request: ModelRequest) -> Result<Operation> {
    Ok(Operation::new("op-1"))
}

fn main() {}
