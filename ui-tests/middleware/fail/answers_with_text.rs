use genkit::prelude::*;

#[middleware]
async fn polite(request: ModelRequest, next: ModelNext) -> Result<String> {
    Ok(next.run(request).await?.message.map(|message| message.text()).unwrap_or_default())
}

fn main() {}
