//# errors: 2
//# because: two mistakes, told in one run

use genkit::prelude::*;

#[flow(nam = "greet")]
async fn greet(name: &str) -> Result<String> {
    Ok(name.to_owned())
}

fn main() {}
