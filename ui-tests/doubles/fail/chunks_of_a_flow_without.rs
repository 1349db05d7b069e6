use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn elsewhere(ai: &TestGenkit) {
    let _ = ai.double::<greet>().chunks(["a"]);
}

fn main() {}
