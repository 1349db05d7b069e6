#[genkit::main]
async fn main() {
    let ai = genkit::Genkit::builder().build().await.unwrap();
    assert_eq!(ai.summary(), "0 actions from 0 crates");
}
