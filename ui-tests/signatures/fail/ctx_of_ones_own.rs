use genkit::prelude::*;

mod web {
    pub struct Ctx;
}

#[flow]
async fn greet(name: String, _ctx: web::Ctx) -> Result<String> {
    Ok(name)
}

fn main() {}
