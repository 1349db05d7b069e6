use genkit::prelude::*;

#[derive(Default, Serialize, Deserialize, JsonSchema)]
struct VideoConfig {
    seconds: u32,
}

async fn check_video(operation: Operation, _ctx: Ctx) -> Result<Operation> {
    Ok(operation)
}

#[background_model(name = "acme/video", check = check_video)]
async fn video(_request: ModelRequest<VideoConfig>) -> Result<Operation> {
    Ok(Operation::new("op-1"))
}

fn elsewhere() {
    let _ = genkit::ModelRef::of::<video>();
}

fn main() {}
