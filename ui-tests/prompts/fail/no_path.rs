genkit::prompt!();

fn main() {}
