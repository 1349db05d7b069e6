use genkit::prelude::*;

use serde_json::{Value, json};

#[flow]
fn echo(value: Value) -> Value {
    value
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<echo>(json!({"a": 1})).await?, json!({"a": 1}));
    Ok(())
}
