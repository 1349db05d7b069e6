use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn elsewhere(ai: &TestGenkit) {
    let _ = ai.double::<greet>().computes(|name: u8| name.to_string());
}

fn main() {}
