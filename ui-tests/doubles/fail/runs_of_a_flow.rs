use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn elsewhere(ai: &TestGenkit) {
    let _ = ai.double::<greet>().runs(genkit::testing::operation());
}

fn main() {}
