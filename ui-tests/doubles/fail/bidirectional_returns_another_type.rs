use genkit::prelude::*;

#[flow]
async fn chat(lines: Inputs<String>) -> Result<usize> {
    drop(lines);
    Ok(0)
}

fn elsewhere(ai: &TestGenkit) {
    let _ = ai.double_bidi::<chat>().returns("none");
}

fn main() {}
