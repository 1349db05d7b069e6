use genkit::prelude::*;

#[flow]
async fn get_weather(city: String) -> Result<String> {
    Ok(city)
}

genkit::prompt!("prompts/tool_that_is_none.prompt", tools = [get_weather]);

fn main() {}
