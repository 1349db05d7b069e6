use genkit::prelude::*;

#[flow]
async fn greet(name: String) -> Result<String>
where
    String: Clone,
{
    Ok(name)
}

fn main() {}
