//# again: the right types, and a future that stays on its thread

use genkit::prelude::*;

async fn check_video(operation: Operation, ctx: Ctx) -> Result<Operation> {
    let shared = std::rc::Rc::new(operation);
    ctx.cancelled().await;
    Ok(std::rc::Rc::unwrap_or_clone(shared))
}

#[background_model(name = "acme/video", check = check_video)]
async fn video(_request: ModelRequest) -> Result<Operation> {
    Ok(Operation::new("op-1"))
}

fn main() {}
