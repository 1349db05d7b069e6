//# again: a double, whose type has the handle in it

use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn elsewhere(ai: &TestGenkit) {
    let _ = ai.double_bidi::<greet>();
}

fn main() {}
