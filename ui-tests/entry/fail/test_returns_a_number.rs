use genkit::prelude::*;

#[genkit::test]
async fn greets() -> u8 {
    0
}

fn main() {}
