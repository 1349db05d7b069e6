use genkit::prelude::*;

#[flow]
async fn greet(name: String, ctx: Ctx) -> Result<usize> {
    let place = name.as_ptr();
    ctx.cancelled().await;
    Ok(place as usize)
}

fn main() {}
