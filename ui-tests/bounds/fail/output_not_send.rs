//# errors: 2

use genkit::prelude::*;

use std::rc::Rc;

#[flow]
fn greet(name: String) -> Rc<String> {
    Rc::new(name)
}

fn main() {}
