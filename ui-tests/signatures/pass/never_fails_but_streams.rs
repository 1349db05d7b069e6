use genkit::prelude::*;

#[flow]
async fn count(to: u32, out: Chunks<u32>) -> u32 {
    for n in 1..=to {
        let _ = out.send(n).await;
    }
    to
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    let mut run = ai.stream::<count>(2);
    let mut seen = Vec::new();
    while let Some(n) = run.next().await {
        seen.push(n?);
    }
    assert_eq!(seen, [1, 2]);
    Ok(())
}
