use genkit::prelude::*;

#[flow]
async fn greet(name: String, title: String) -> Result<String> {
    Ok(format!("{title} {name}"))
}

fn main() {}
