use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn elsewhere(ai: &TestGenkit) {
    let _ = ai.double::<greet>().fails("no network");
}

fn main() {}
