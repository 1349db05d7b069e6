//# errors: 4
//# because: an attribute macro cannot see the `impl` around a function without `self`
//# at the attribute: the compiler shows what was generated in the `impl`

use genkit::prelude::*;

struct Greeter;

impl Greeter {
    #[flow]
    async fn greet(name: String) -> Result<String> {
        Ok(name)
    }
}

fn main() {}
