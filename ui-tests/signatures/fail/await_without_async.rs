use genkit::prelude::*;

#[flow]
fn greet(name: String, ctx: Ctx) -> Result<String> {
    ctx.step("greet", async { Ok::<_, Error>(name) }).await
}

fn main() {}
