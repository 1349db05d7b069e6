use genkit::prelude::*;

#[genkit::main]
async fn main() -> i32 {
    0
}
