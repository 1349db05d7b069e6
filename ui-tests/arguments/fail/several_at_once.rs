//# errors: 3
//# because: three mistakes, told in one run

use genkit::prelude::*;

#[flow(nam = "greet", metadata(team), handle = "Greet")]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn main() {}
