//# at the attribute: the compiler shows where the handle is made

use genkit::prelude::*;

pub struct Greet {}

#[flow(handle = Greet)]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
