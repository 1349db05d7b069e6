use genkit::prelude::*;

#[flow]
async fn shout(loud: bool, mut lines: Inputs<String>, out: Chunks<String>) -> Result<usize> {
    let mut count = 0;
    while let Some(line) = lines.next().await {
        let line = line?;
        out.send(if loud { line.to_uppercase() } else { line }).await?;
        count += 1;
    }
    Ok(count)
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    let mut run = ai.bidi::<shout>(true);
    run.send("hello".to_owned()).await?;
    run.close();
    assert_eq!(run.next().await.unwrap()?, "HELLO");
    assert_eq!(run.output().await?, 1);
    Ok(())
}
