use genkit::prelude::*;

async fn elsewhere(ctx: Ctx) -> Result<u32> {
    ctx.step("count", async { 42 }).await
}

fn main() {}
