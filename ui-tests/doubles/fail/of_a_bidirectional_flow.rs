//# again: a double, whose type has the handle in it

use genkit::prelude::*;

#[flow]
async fn chat(lines: Inputs<String>) -> Result<usize> {
    drop(lines);
    Ok(0)
}

fn elsewhere(ai: &TestGenkit) {
    let _ = ai.double::<chat>();
}

fn main() {}
