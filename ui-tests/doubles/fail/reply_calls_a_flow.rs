use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn elsewhere(ai: &TestGenkit) {
    ai.script([reply().call::<greet>("Ada")]);
}

fn main() {}
