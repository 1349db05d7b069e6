use genkit::prelude::*;

use std::io;

#[flow]
async fn size(path: String) -> io::Result<u64> {
    Ok(std::fs::metadata(path)?.len())
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert!(ai.run::<size>("no/such/file".to_owned()).await.is_err());
    Ok(())
}
