use genkit::prelude::*;

#[flow]
async fn greet<T: Send>(_name: T) -> Result<String> {
    Ok(String::new())
}

fn main() {}
