use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<String> {
    Ok(name)
}

fn elsewhere() {
    let _ = genkit::ModelRef::of::<greet>();
}

fn main() {}
