//# errors: 2
//# because: the compiler tells of the input and of the future that holds it

use genkit::prelude::*;

use std::rc::Rc;

#[flow]
async fn greet(name: Rc<String>) -> Result<String> {
    Ok(name.to_string())
}

fn main() {}
