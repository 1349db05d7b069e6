//# errors: 2

use genkit::prelude::*;

use std::rc::Rc;

#[flow]
async fn greet(name: Rc<String>) -> Result<String> {
    Ok(name.to_string())
}

fn main() {}
