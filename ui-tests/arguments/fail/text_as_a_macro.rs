//# again: a macro call, not a constant

use genkit::prelude::*;

#[flow(name = concat!("gr", "eet"))]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
