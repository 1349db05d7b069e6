use std::rc::Rc;

use genkit::prelude::*;

/// Greets someone.
#[flow]
async fn greet(name: String, ctx: Ctx) -> Result<String> {
    let shared = Rc::new(name);
    ctx.cancelled().await;
    Ok(shared.to_string())
}

fn main() {}
