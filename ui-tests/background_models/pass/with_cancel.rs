use genkit::prelude::*;

#[background_model(name = "acme/video", check = companions::check, cancel = companions::cancel)]
async fn video(_req: ModelRequest) -> Result<Operation> {
    Ok(Operation::new("op-1"))
}

mod companions {
    use genkit::prelude::*;

    pub async fn check(operation: Operation, _ctx: Ctx) -> Result<Operation> {
        Ok(operation.with_output("a cat"))
    }

    pub async fn cancel(operation: Operation, _ctx: Ctx) -> anyhow::Result<Operation> {
        Ok(operation.with_error("cancelled"))
    }
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    let started = ai.start::<video>("A cat".into()).await?;
    assert_eq!(started.check(&ai).await?.result::<String>()?.as_deref(), Some("a cat"));
    assert!(started.cancel(&ai).await?.done);
    Ok(())
}
