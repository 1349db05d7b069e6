use genkit::prelude::*;

#[flow]
async fn get_weather(city: String) -> Result<String> {
    Ok(city)
}

genkit::prompt!("prompts/tool_that_is_none.prompt", tools = [get_weather]);

fn main() {}

//# errors: 6
//# because: the bound of the handle is asked for at each of its uses
