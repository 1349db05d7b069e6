use genkit::prelude::*;

use std::borrow::Cow;

#[flow]
async fn greet(name: Cow<'_, str>) -> Result<String> {
    Ok(name.into_owned())
}

fn main() {}
