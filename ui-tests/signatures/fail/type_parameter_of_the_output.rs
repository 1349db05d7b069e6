use genkit::prelude::*;

#[flow]
async fn greet<T: Default>() -> Result<T> {
    Ok(T::default())
}

fn main() {}
