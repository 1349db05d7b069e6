use genkit::prelude::*;

#[flow]
async fn greet(name: Option<&str>) -> Result<String> {
    Ok(name.unwrap_or_default().to_owned())
}

fn main() {}
