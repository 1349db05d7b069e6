use genkit::prelude::*;

/// Current weather in a city.
#[tool]
async fn get_weather(city: String, ctx: Ctx) -> Result<String> {
    return ctx.interrupt("which one?");
}

fn main() {}
