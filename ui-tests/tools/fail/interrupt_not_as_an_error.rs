use genkit::prelude::*;

/// Current weather in a city.
#[tool]
async fn get_weather(_city: String, ctx: Ctx) -> Result<String> {
    ctx.interrupt("which one?")
}

fn main() {}
