use genkit::prelude::*;

struct Greet;

fn elsewhere() {
    let _ = Genkit::builder().register::<Greet>();
}

fn main() {}
