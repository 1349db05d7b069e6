//# at the attribute: the compiler shows the import of generated code

use genkit::prelude::*;

#[flow(crate = ::std)]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
