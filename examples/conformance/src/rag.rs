//! What finds, ranks and scores, and what can be read.

use genkit::prelude::*;
use genkit::{Embedding, EvalCase, RankedDocument, Score};
use serde_json::{Map, Value, json};

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
    k: Option<i64>,
}

impl Most {
    /// As JavaScript's `slice(0, k)`: a negative number counts from the end.
    fn of<T>(&self, mut found: Vec<T>) -> Vec<T> {
        let all = i64::try_from(found.len()).unwrap_or(i64::MAX);
        let most = self.k.unwrap_or(all);
        let most = if most < 0 { (all + most).max(0) } else { most };
        found.truncate(usize::try_from(most).unwrap_or(usize::MAX));
        found
    }
}

/// As JavaScript's `===`: an object or an array equals nothing but itself.
fn identical(a: Option<&Value>, b: Option<&Value>) -> bool {
    match (a, b) {
        (Some(Value::Number(a)), Some(Value::Number(b))) => a.as_f64() == b.as_f64(),
        (Some(a), _) if a.is_object() || a.is_array() => false,
        (a, b) => a == b,
    }
}

#[retriever]
async fn facts(query: Document, options: Most) -> Result<Vec<Document>> {
    let found = vec![
        Document::text(format!("about {}", query.to_text())).with_metadata("source", "a"),
        Document::text("other").with_metadata("source", "b"),
    ];
    Ok(options.of(found))
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
    let ranked = options.of(ranked);
    Ok(ranked.into_iter().map(|(n, d)| RankedDocument::new(d, f64::from(n))).collect())
}

#[evaluator(display_name = "Exact", definition = "output equals reference")]
async fn exact(case: EvalCase) -> Result<Score> {
    let equal = identical(case.output.as_ref(), case.reference.as_ref());
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
