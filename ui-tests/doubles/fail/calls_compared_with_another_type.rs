use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn elsewhere(ai: &TestGenkit) {
    assert_eq!(ai.double::<greet>().calls(), [1, 2]);
}

fn main() {}
