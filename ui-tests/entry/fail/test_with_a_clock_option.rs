#[genkit::test(clock = "frozen")]
async fn greets() {}

fn main() {}
