mod mine {
    use genkit::prelude::*;

    pub struct String;

    #[flow]
    async fn greet(name: String) -> Result<u8> {
        drop(name);
        Ok(0)
    }
}

fn main() {}
