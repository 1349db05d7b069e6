#[genkit::test(flavor = "current_thread")]
async fn greets() {}

fn main() {}
