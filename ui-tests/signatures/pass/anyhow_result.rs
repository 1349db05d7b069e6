use genkit::prelude::*;

#[flow]
async fn port(text: String) -> anyhow::Result<u16> {
    Ok(text.parse()?)
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<port>("80".to_owned()).await?, 80);
    assert!(ai.run::<port>("eighty".to_owned()).await.is_err());
    Ok(())
}
