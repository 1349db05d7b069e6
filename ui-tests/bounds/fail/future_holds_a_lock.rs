use genkit::prelude::*;

use std::sync::Mutex;

static COUNT: Mutex<u32> = Mutex::new(0);

#[flow]
async fn count(ctx: Ctx) -> Result<u32> {
    let mut count = COUNT.lock().unwrap();
    ctx.cancelled().await;
    *count += 1;
    Ok(*count)
}

fn main() {}
