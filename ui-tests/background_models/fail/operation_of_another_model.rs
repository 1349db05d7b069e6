use genkit::prelude::*;

async fn check_video(operation: Operation, _ctx: Ctx) -> Result<Operation> {
    Ok(operation)
}

#[background_model(name = "acme/video", check = check_video)]
async fn video(_request: ModelRequest) -> Result<Operation> {
    Ok(Operation::new("op-1"))
}

#[background_model(name = "acme/song", check = check_video)]
async fn song(_request: ModelRequest) -> Result<Operation> {
    Ok(Operation::new("op-2"))
}

fn show(operation: &Operation<video>) -> bool {
    operation.done
}

async fn elsewhere(ai: Genkit) -> Result<bool> {
    let operation = ai.start::<song>("A cat".into()).await?;
    Ok(show(&operation))
}

fn main() {}
