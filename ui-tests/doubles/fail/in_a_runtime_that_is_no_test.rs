use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn elsewhere(ai: &Genkit) {
    let _ = ai.double::<greet>();
}

fn main() {}
