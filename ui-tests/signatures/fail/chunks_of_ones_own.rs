use genkit::prelude::*;

mod web {
    pub struct Chunks<T>(T);
}

#[flow]
async fn greet(name: String, _out: web::Chunks<String>) -> Result<String> {
    Ok(name)
}

fn main() {}
