use genkit::prelude::*;

#[background_model(name = "acme/video", check = check_video)]
async fn video(_request: ModelRequest) -> Result<Operation> {
    Ok(Operation::new("op-1"))
}

async fn check_video(operation: Operation, _ctx: Ctx) -> Result<Operation> {
    Ok(operation)
}

fn elsewhere(ai: &TestGenkit) {
    let _ = ai.double::<video>().runs("a cat");
}

fn main() {}
