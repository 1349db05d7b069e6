#![allow(unused)]

use genkit::prelude::*;

#[genkit::test]
#[ignore = "needs a key"]
async fn nothing() {}

#[genkit::test]
#[should_panic]
async fn takes_a_runtime(ai: TestGenkit) -> Result<()> {
    panic!("{}", ai.summary())
}

fn main() {}
