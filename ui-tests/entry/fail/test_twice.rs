#[genkit::test]
#[test]
async fn greets() {}

fn main() {}
