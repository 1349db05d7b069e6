//! Every macro in a crate of the 2021 edition, whose keywords are others.

use genkit::prelude::*;
use genkit::{EvalCase, Part, RankedDocument, Score};

/// A dish.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Dish {
    /// Its name.
    pub name: String,
}

/// Cooks.
#[flow]
pub async fn cook(name: String, ctx: Ctx, out: Chunks<String>) -> Result<Dish> {
    out.send(name.clone()).await?;
    ctx.run::<taste>((name, Some(1))).await
}

/// Repeats what it hears.
#[flow]
pub async fn talk(mut inputs: Inputs<String>, out: Chunks<String>) -> Result<u32> {
    let mut heard = 0;
    while let Some(said) = inputs.next().await {
        out.send(said?).await?;
        heard += 1;
    }
    Ok(heard)
}

/// Tastes a dish.
#[tool(effect = "read")]
pub async fn taste(
    /// Of what
    name: String,
    #[serde(default)] gen: Option<u8>,
) -> Result<Dish> {
    let _ = gen;
    Ok(Dish { name })
}

/// Asks somebody.
#[tool(interrupt)]
pub async fn ask(question: String) -> Result<String>;

/// Says nothing new.
#[model]
pub async fn parrot(request: ModelRequest) -> Result<ModelResponse> {
    Ok(ModelResponse::text(request.last().map(Message::text).unwrap_or_default()))
}

/// Films.
#[background_model(check = check)]
pub async fn film(_request: ModelRequest) -> Result<Operation> {
    Ok(Operation::new("op"))
}

async fn check(operation: Operation, _ctx: Ctx) -> Result<Operation> {
    Ok(operation)
}

/// Embeds.
#[embedder]
pub async fn embed(documents: Vec<Document>) -> Result<Vec<genkit::Embedding>> {
    let _ = documents;
    Ok(Vec::new())
}

/// Finds.
#[retriever]
pub async fn find(gen: Document) -> Result<Vec<Document>> {
    Ok(vec![gen])
}

/// Keeps.
#[indexer]
pub async fn keep(documents: Vec<Document>) -> Result<()> {
    let _ = documents;
    Ok(())
}

/// Ranks.
#[reranker]
pub async fn rank(query: Document, documents: Vec<Document>) -> Result<Vec<RankedDocument>> {
    let _ = query;
    Ok(documents.into_iter().map(|document| RankedDocument::new(document, 1.0)).collect())
}

/// Judges.
#[evaluator]
pub async fn judge(case: EvalCase) -> Result<Score> {
    Ok(Score::new(case.output.is_some()))
}

/// The menu.
#[resource(uri = "menu://today")]
pub async fn menu(uri: String) -> Result<Vec<Part>> {
    Ok(vec![Part::text(uri)])
}
