use genkit::prelude::*;

#[derive(Serialize, JsonSchema)]
struct Dish {
    name: &'static str,
}

#[flow]
fn cook() -> Dish {
    Dish { name: "soup" }
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<cook>(()).await?.name, "soup");
    Ok(())
}
