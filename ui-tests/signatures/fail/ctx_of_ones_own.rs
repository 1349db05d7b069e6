use genkit::prelude::*;

mod web {
    pub struct Ctx;
}

#[flow]
async fn greet(name: String, ctx: web::Ctx) -> Result<String> {
    Ok(name)
}

fn main() {}
