use genkit::prelude::*;

macro_rules! declare {
    ($name:ident, $ty:ty) => {
        #[flow]
        async fn $name(input: $ty) -> Result<String> {
            Ok(input.to_string())
        }
    };
}

declare!(greet, &str);

fn main() {}
