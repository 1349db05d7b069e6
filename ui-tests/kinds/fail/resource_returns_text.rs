use genkit::prelude::*;

#[resource(uri = "menu://today")]
async fn act(_uri: String) -> Result<String> {
    Ok(String::new())
}

fn main() {}
