//! Every macro in a crate that has the runtime under another name.

use genkit2::prelude::*;
use genkit2::{EvalCase, Part, RankedDocument, Score};

/// A dish.
#[derive(Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Dish {
    /// Its name.
    pub name: String,
}

/// Cooks.
#[flow(crate = ::genkit2)]
pub async fn cook(name: String, ctx: Ctx, out: Chunks<String>) -> Result<Dish> {
    out.send(name.clone()).await?;
    ctx.run::<taste>((name, Some(1))).await
}

/// Repeats what it hears.
#[flow(crate = ::genkit2)]
pub async fn talk(mut inputs: Inputs<String>, out: Chunks<String>) -> Result<u32> {
    let mut heard = 0;
    while let Some(said) = inputs.next().await {
        out.send(said?).await?;
        heard += 1;
    }
    Ok(heard)
}

/// Tastes a dish.
#[tool(crate = ::genkit2, effect = "read")]
pub async fn taste(
    /// Of what
    name: String,
    #[serde(default)] times: Option<u8>,
) -> Result<Dish> {
    let _ = times;
    Ok(Dish { name })
}

/// Asks somebody.
#[tool(crate = ::genkit2, interrupt)]
pub async fn ask(question: String) -> Result<String>;

/// Says nothing new.
#[model(crate = ::genkit2)]
pub async fn parrot(request: ModelRequest) -> Result<ModelResponse> {
    Ok(ModelResponse::text(request.last().map(Message::text).unwrap_or_default()))
}

/// Films.
#[background_model(crate = ::genkit2, check = check)]
pub async fn film(_request: ModelRequest) -> Result<Operation> {
    Ok(Operation::new("op"))
}

async fn check(operation: Operation, _ctx: Ctx) -> Result<Operation> {
    Ok(operation)
}

/// Embeds.
#[embedder(crate = ::genkit2)]
pub async fn embed(documents: Vec<Document>) -> Result<Vec<genkit2::Embedding>> {
    let _ = documents;
    Ok(Vec::new())
}

/// Finds.
#[retriever(crate = ::genkit2)]
pub async fn find(query: Document) -> Result<Vec<Document>> {
    Ok(vec![query])
}

/// Keeps.
#[indexer(crate = ::genkit2)]
pub async fn keep(documents: Vec<Document>) -> Result<()> {
    let _ = documents;
    Ok(())
}

/// Ranks.
#[reranker(crate = ::genkit2)]
pub async fn rank(query: Document, documents: Vec<Document>) -> Result<Vec<RankedDocument>> {
    let _ = query;
    Ok(documents.into_iter().map(|document| RankedDocument::new(document, 1.0)).collect())
}

/// Judges.
#[evaluator(crate = ::genkit2)]
pub async fn judge(case: EvalCase) -> Result<Score> {
    Ok(Score::new(case.output.is_some()))
}

/// The menu.
#[resource(crate = ::genkit2, uri = "menu://today")]
pub async fn menu(uri: String) -> Result<Vec<Part>> {
    Ok(vec![Part::text(uri)])
}
