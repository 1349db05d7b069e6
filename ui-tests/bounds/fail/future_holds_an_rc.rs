//# again: a value of safe code, not a pointer

use genkit::prelude::*;

use std::rc::Rc;

#[flow]
async fn greet(name: String, ctx: Ctx) -> Result<String> {
    let shared = Rc::new(name);
    ctx.cancelled().await;
    Ok(shared.to_string())
}

fn main() {}
