//# again: through `actions!`

use genkit::prelude::*;

struct Greet;

fn elsewhere() {
    let _ = Genkit::builder().register_all(actions![Greet]);
}

fn main() {}
