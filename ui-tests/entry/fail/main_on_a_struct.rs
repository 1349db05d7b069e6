#[genkit::main]
struct Main;

fn main() {}
