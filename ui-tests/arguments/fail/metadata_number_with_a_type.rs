use genkit::prelude::*;

#[flow(metadata(limit = 3u8))]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
