use genkit::prelude::*;

fn elsewhere() {
    let _ = Genkit::builder().default_model(Some("acme/chat"));
}

fn main() {}
