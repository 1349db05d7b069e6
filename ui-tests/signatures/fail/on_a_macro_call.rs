use genkit::prelude::*;

#[flow]
thread_local! {
    static COUNT: u8 = const { 0 };
}

fn main() {}
