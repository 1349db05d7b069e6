#![forbid(unsafe_code)]

use genkit::prelude::*;

#[flow]
fn greet(name: String) -> String {
    unsafe { String::from_utf8_unchecked(name.into_bytes()) }
}

fn main() {}
