use genkit::prelude::*;

type MenuResult = std::result::Result<Vec<String>, String>;

#[flow]
fn menu(day: String) -> MenuResult {
    if day.is_empty() { Err("no day".to_owned()) } else { Ok(vec![day]) }
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<menu>("today".to_owned()).await?, ["today"]);
    assert_eq!(ai.run::<menu>(String::new()).await.unwrap_err().message(), "no day");
    Ok(())
}
