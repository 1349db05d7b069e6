use genkit::prelude::*;

#[flow]
async fn outer(name: String) -> Result<String> {
    #[flow]
    async fn inner(name: String) -> Result<String> {
        Ok(name)
    }
    inner(name).await
}

async fn elsewhere(ai: Genkit) -> Result<String> {
    ai.run::<inner>("Ada".to_owned()).await
}

fn main() {}
