use genkit::prelude::*;

#[flow]
use std::fmt;

fn main() {}
