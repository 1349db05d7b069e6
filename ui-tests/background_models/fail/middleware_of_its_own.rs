use genkit::middleware::Retry;
use genkit::prelude::*;

async fn check_video(operation: Operation, _ctx: Ctx) -> Result<Operation> {
    Ok(operation)
}

#[background_model(name = "acme/video", check = check_video, middleware = [Retry::new()])]
async fn video(_request: ModelRequest) -> Result<Operation> {
    Ok(Operation::new("op-1"))
}

fn main() {}
