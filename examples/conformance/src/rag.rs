//! What finds, ranks and scores, and what can be read.

use genkit::prelude::*;
use genkit::{Embedding, EvalCase, RankedDocument, Score};
use serde_json::{Map, json};

/// How many characters a text has, as JavaScript counts them.
fn length(text: &str) -> u16 {
    u16::try_from(text.encode_utf16().count()).unwrap_or(u16::MAX)
}

#[embedder(label = "lengths", dimensions = 2, supports(input("text")))]
async fn lengths(documents: Vec<Document>) -> Result<Vec<Embedding>> {
    Ok(documents.iter().map(|d| vec![f32::from(length(&d.to_text())), 1.0].into()).collect())
}

#[derive(Deserialize, JsonSchema)]
struct Most {
    /// How many.
    k: Option<usize>,
}

#[retriever]
async fn facts(query: Document, options: Most) -> Result<Vec<Document>> {
    let found = [
        Document::text(format!("about {}", query.to_text())).with_metadata("source", "a"),
        Document::text("other").with_metadata("source", "b"),
    ];
    Ok(found.into_iter().take(options.k.unwrap_or(2)).collect())
}

#[indexer]
async fn sink(documents: Vec<Document>) -> Result<()> {
    drop(documents);
    Ok(())
}

#[reranker(name = "byLength")]
async fn by_length(_query: Document, documents: Vec<Document>, options: Most) -> Result<Vec<RankedDocument>> {
    let mut ranked: Vec<(u16, Document)> = documents.into_iter().map(|d| (length(&d.to_text()), d)).collect();
    ranked.sort_by_key(|(length, _)| std::cmp::Reverse(*length));
    let most = options.k.unwrap_or(ranked.len());
    Ok(ranked.into_iter().take(most).map(|(n, d)| RankedDocument::new(d, f64::from(n))).collect())
}

#[evaluator(display_name = "Exact", definition = "output equals reference")]
async fn exact(case: EvalCase) -> Result<Score> {
    let equal = case.output == case.reference;
    let mut score = Score::new(equal).passed(equal);
    score.details = Some(Map::from_iter([("reasoning".to_owned(), json!("compared"))]));
    Ok(score)
}

#[resource(uri = "note://one")]
async fn note(_uri: String) -> Result<Vec<Part>> {
    Ok(vec!["note one".into()])
}

#[resource(template = "notes://{id}")]
async fn notes(uri: String) -> Result<Vec<Part>> {
    Ok(vec![format!("body of {uri}").into()])
}
