use genkit::prelude::*;

#[middleware]
async fn mocked(_call: ToolRequest, _next: ToolNext) -> Result<bool> {
    Ok(true)
}

fn main() {}
