use genkit::prelude::*;

#[flow]
fn greet(name: String) -> impl Future<Output = Result<String>> {
    async { Ok(name) }
}

fn main() {}
