use genkit::prelude::*;

use genkit::{Embedding, EvalCase, RankedDocument, Score};

#[derive(Serialize, Deserialize, JsonSchema)]
struct Tuning {
    fast: Option<bool>,
}

#[embedder(name = "acme/embed", label = "Acme", dimensions = 3, supports(input("text"), multilingual))]
async fn embed(documents: Vec<Document>, options: Tuning, _ctx: Ctx) -> Result<Vec<Embedding>> {
    let _ = (documents, options.fast);
    Ok(Vec::new())
}

#[retriever(label = "Menu")]
fn find(query: Document) -> anyhow::Result<Vec<Document>> {
    Ok(vec![query])
}

#[indexer]
async fn store(_documents: Vec<Document>, _options: Option<Tuning>) -> Result<()> {
    Ok(())
}

#[reranker]
fn rank(_query: Document, documents: Vec<Document>) -> Vec<RankedDocument> {
    documents.into_iter().map(|document| RankedDocument::new(document, 1.0)).collect()
}

#[evaluator(display_name = "Tasty", definition = "Whether it tastes good.", is_billed = false)]
async fn tasty(_case: EvalCase, _ctx: Ctx) -> Result<Score> {
    Ok(Score::new(1))
}

#[evaluator]
fn tasty_and_cheap(_case: EvalCase) -> Result<Vec<Score>> {
    Ok(vec![Score::new(1), Score::new(2)])
}

#[resource(uri = "menu://today")]
fn today(_uri: String) -> Result<Vec<Part>> {
    Ok(vec![Part::text("soup")])
}

#[resource(template = "menu://{day}", description = "The menu of a day.")]
async fn menu(uri: String, _ctx: Ctx) -> Result<Vec<Part>> {
    Ok(vec![Part::text(uri)])
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    let query = serde_json::json!({"query": {"content": [{"text": "soup"}]}});
    let found = ai.run_json("/retriever/find", query).await?;
    assert_eq!(found["documents"][0]["content"][0]["text"], "soup");
    let embedder = ai.action("/embedder/acme/embed").await?.describe();
    assert_eq!(embedder["metadata"]["embedder"]["customOptions"]["properties"]["fast"]["type"], serde_json::json!(["boolean", "null"]));
    Ok(())
}
