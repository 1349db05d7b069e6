//! Embedding, finding, ranking, scoring; resources.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use genkit::prelude::*;
use genkit::{
    Embedder, EmbedderRef, Embedding, EvalCase, EvalStatus, RankedDocument, Resource, Retriever,
    RetrieverRef, Score, Scores,
};
use serde_json::{Value, json};

#[derive(Deserialize, JsonSchema)]
struct Most {
    k: Option<usize>,
}

/// Knows two things.
#[retriever]
async fn two_things(query: Document, options: Most) -> Result<Vec<Document>> {
    let found = [format!("about {}", query.to_text()), "other".to_owned()];
    Ok(found.into_iter().take(options.k.unwrap_or(2)).map(Document::text).collect())
}

/// Ranks by length.
#[reranker]
async fn longest(_query: Document, documents: Vec<Document>) -> Result<Vec<RankedDocument>> {
    let mut ranked: Vec<_> = documents
        .into_iter()
        .map(|d| {
            let length = d.to_text().len() as f64;
            RankedDocument::new(d, length)
        })
        .collect();
    ranked.sort_by(|a, b| b.metadata.score.total_cmp(&a.metadata.score));
    Ok(ranked)
}

/// Whether output and reference are equal; cannot tell of `null`.
#[evaluator]
async fn equal(case: EvalCase) -> Result<Score> {
    let output = case.output.ok_or_else(|| Error::invalid_argument("no output"))?;
    let equal = case.reference.as_ref() == Some(&output);
    Ok(Score::new(equal).passed(equal))
}

/// A request at a time tells how many it was, and how many are at it.
#[derive(Clone, Default)]
struct Seen {
    sizes: Arc<std::sync::Mutex<Vec<usize>>>,
    at_once: Arc<AtomicUsize>,
    most_at_once: Arc<AtomicUsize>,
}

impl Seen {
    fn sizes(&self) -> Vec<usize> {
        let mut sizes = self.sizes.lock().unwrap().clone();
        sizes.sort_unstable();
        sizes
    }
}

/// An embedder whose vector is the length of the text; refuses `bad`, is away for `away`, takes `ab+c` apart at plus.
fn lengths(name: &str, limit: Option<u32>, seen: &Seen) -> genkit::Action {
    let builder = Embedder::builder(name);
    let builder = match limit {
        Some(limit) => builder.max_batch_size(limit),
        None => builder,
    };
    let seen = seen.clone();
    builder.handler(move |documents: Vec<Document>, _: Value, ctx: Ctx| {
        let seen = seen.clone();
        async move {
            seen.sizes.lock().unwrap().push(documents.len());
            let now = seen.at_once.fetch_add(1, Ordering::SeqCst) + 1;
            seen.most_at_once.fetch_max(now, Ordering::SeqCst);
            for _ in 0..8 {
                tokio::task::yield_now().await;
            }
            seen.at_once.fetch_sub(1, Ordering::SeqCst);
            drop(ctx);
            let texts: Vec<String> = documents.iter().map(Document::to_text).collect();
            if let Some(bad) = texts.iter().find(|text| text.contains("bad")) {
                return Err(Error::invalid_argument(format!("cannot embed `{bad}`")));
            }
            if texts.iter().any(|text| text == "away") {
                return Err(Error::unavailable("away"));
            }
            let vector = |part: &str| Embedding::new(vec![part.len() as f32]).with_metadata("part", part);
            Ok(texts.iter().flat_map(|text| text.split('+')).map(vector).collect())
        }
    })
}

fn numbers(vectors: &[Vec<Embedding>]) -> Vec<Vec<f32>> {
    vectors.iter().map(|of| of.iter().map(|v| v.embedding[0]).collect()).collect()
}

async fn with(action: genkit::Action) -> Result<Genkit> {
    Genkit::builder().without_discovery().action(action).build().await
}

#[tokio::test]
async fn many_documents_go_in_declared_batches_some_at_a_time_and_come_in_order() -> Result<()> {
    let seen = Seen::default();
    let ai = with(lengths("e", Some(3), &seen)).await?;
    let texts: Vec<String> = (0..20).map(|n| "x".repeat(n)).collect();
    let vectors = ai.embed_many("e", texts).concurrency(2).await?;
    let wanted: Vec<Vec<f32>> = (0..20).map(|n| vec![n as f32]).collect();
    assert_eq!(numbers(&vectors), wanted);
    assert_eq!(seen.sizes(), [2, 3, 3, 3, 3, 3, 3]);
    assert_eq!(seen.most_at_once.load(Ordering::SeqCst), 2);
    Ok(())
}

#[tokio::test]
async fn a_smaller_batch_can_be_asked_for_and_never_a_larger_one() -> Result<()> {
    let seen = Seen::default();
    let ai = with(lengths("e", Some(3), &seen)).await?;
    ai.embed_many("e", ["a"; 4]).batch_size(2).await?;
    assert_eq!(seen.sizes(), [2, 2]);
    ai.embed_many("e", ["a"; 4]).batch_size(50).await?;
    assert_eq!(seen.sizes(), [1, 2, 2, 3]);
    assert_eq!(ai.embed_many("e", Vec::<String>::new()).await?, Vec::<Vec<Embedding>>::new());
    Ok(())
}

#[tokio::test]
async fn what_fails_is_named_and_the_rest_is_kept() -> Result<()> {
    let ai = with(lengths("e", Some(4), &Seen::default())).await?;
    let texts = ["a", "bb", "bad 2", "dddd", "away", "f", "g", "h", "iiiii"];
    let each = ai.embed_many("e", texts).each().await?;
    let told: Vec<String> = each
        .iter()
        .map(|result| match result {
            Ok(vectors) => vectors[0].embedding[0].to_string(),
            Err(error) => error.to_string(),
        })
        .collect();
    // The fault of one document is its own; that of a service is everybody's who was in the request.
    let away = "UNAVAILABLE: away";
    let bad = "INVALID_ARGUMENT: cannot embed `bad 2`";
    assert_eq!(told, ["1", "2", bad, "4", away, away, away, away, "5"]);

    let error = ai.embed_many("e", texts).await.unwrap_err();
    assert_eq!(error.message(), "cannot embed `bad 2`");
    let failed: Vec<u64> = error.details().unwrap()["failed"]
        .as_array()
        .unwrap()
        .iter()
        .map(|failed| failed["index"].as_u64().unwrap())
        .collect();
    assert_eq!(failed, [2, 4, 5, 6, 7]);
    Ok(())
}

#[tokio::test]
async fn vectors_of_a_document_taken_apart_stay_its_own() -> Result<()> {
    let ai = with(lengths("e", None, &Seen::default())).await?;
    let documents = ["a", "bb+ccc+dddd", "ee"].map(Document::from);
    let vectors = ai.embed_many("e", documents.clone()).await?;
    assert_eq!(numbers(&vectors), [vec![1.0], vec![2.0, 3.0, 4.0], vec![2.0]]);

    let kept = documents[1].embedding_documents(&vectors[1]);
    assert_eq!(kept.len(), 3);
    assert_eq!(kept[1].meta("embedMetadata"), Some(&json!({"part": "ccc"})));
    assert_eq!(kept[1].content, documents[1].content);
    Ok(())
}

#[tokio::test]
async fn an_embedder_that_gives_too_few_vectors_is_told_of() -> Result<()> {
    let lazy = Embedder::builder("lazy")
        .handler(|_: Vec<Document>, (): (), _| async { Ok(vec![Embedding::new(vec![1.0])]) });
    let ai = with(lazy).await?;
    let error = ai.embed_many("lazy", ["a", "b"]).await.unwrap_err();
    assert_eq!(error.message(), "embedder 'lazy' gave 1 vectors for 2 documents");
    Ok(())
}

#[tokio::test]
async fn options_go_over_those_of_the_reference() -> Result<()> {
    let echo = Embedder::builder("echo").handler(|_: Vec<Document>, options: Value, _| async move {
        Ok(vec![Embedding::new(vec![]).with_metadata("options", options)])
    });
    let ai = with(echo).await?;
    let by = EmbedderRef::named("echo").version("v2").options(json!({"a": 1, "b": 1}));
    let wanted = json!({"version": "v2", "a": 1, "b": 2});
    let one = ai.embed(&by, "x").options(json!({"b": 2})).await?;
    assert_eq!(one[0].metadata.as_ref().unwrap()["options"], wanted);
    let many = ai.embed_many(&by, ["x"]).options(json!({"b": 2})).await?;
    assert_eq!(many[0][0].metadata.as_ref().unwrap()["options"], wanted);
    Ok(())
}

#[genkit::test]
async fn found_by_handle_or_name_then_ranked(ai: TestGenkit) -> Result<()> {
    let found = ai.retrieve(RetrieverRef::of::<two_things>(), "cats").await?;
    let ranked = ai.rerank("longest", "cats", found).await?;
    let texts: Vec<&str> = ranked.iter().filter_map(|d| d.content[0].as_text()).collect();
    assert_eq!(texts, ["about cats", "other"]);

    let one = ai.retrieve("two_things", "cats").options(json!({"k": 1})).await?;
    assert_eq!(one.len(), 1);
    let error = ai.retrieve("two_things", "cats").options(json!({"k": "x"})).await.unwrap_err();
    assert_eq!(error.status(), Status::InvalidArgument);
    Ok(())
}

#[genkit::test]
async fn a_double_stands_in_for_a_retriever(ai: TestGenkit) -> Result<()> {
    let double =
        ai.double::<two_things>().returns(genkit::RetrieverResponse { documents: vec!["canned".into()] });
    assert_eq!(ai.retrieve("two_things", "dogs").await?[0].to_text(), "canned");
    assert_eq!(double.calls().len(), 1);
    Ok(())
}

#[genkit::test]
async fn what_is_not_there_is_named(ai: TestGenkit) -> Result<()> {
    let told = [
        ai.embed("nope", "x").await.unwrap_err().to_string(),
        ai.embed_many("nope", ["x"]).await.unwrap_err().to_string(),
        ai.retrieve("nope", "x").await.unwrap_err().to_string(),
        ai.index("nope", ["x"]).await.unwrap_err().to_string(),
        ai.rerank("nope", "x", ["y"]).await.unwrap_err().to_string(),
        ai.evaluate("nope", []).await.unwrap_err().to_string(),
    ];
    let kinds = ["Embedder", "Embedder", "Retriever", "Indexer", "Reranker", "Evaluator"];
    assert_eq!(told, kinds.map(|kind| format!("NOT_FOUND: {kind} 'nope' not found")));
    // A key of another kind names nothing of this one.
    assert!(ai.retrieve("/reranker/longest", "x").await.is_err());
    Ok(())
}

#[test]
fn a_ranked_document_has_one_score() -> Result<()> {
    let ranked =
        RankedDocument::new(Document::text("x").with_metadata("score", 9).with_metadata("a", 1), 0.5);
    assert_eq!(serde_json::to_string(&ranked.metadata)?, r#"{"score":0.5,"a":1}"#);
    Ok(())
}

#[genkit::test]
async fn scores_come_in_the_order_of_the_cases_and_one_failure_is_its_own(ai: TestGenkit) -> Result<()> {
    let case =
        |output: Value| EvalCase { output: Some(output), reference: Some(json!("a")), ..EvalCase::default() };
    let cases = [case(json!("a")), case(json!("b")), EvalCase::default(), case(json!("a"))];
    let results = ai.evaluate("equal", cases).batch_size(3).run_id("r1").await?;
    let status = |scores: &Scores| match scores {
        Scores::One(score) => score.status,
        Scores::Many(_) => None,
    };
    let wanted = [EvalStatus::Pass, EvalStatus::Fail, EvalStatus::Fail, EvalStatus::Pass].map(Some);
    assert_eq!(results.iter().map(|r| status(&r.evaluation)).collect::<Vec<_>>(), wanted);
    let Scores::One(failed) = &results[2].evaluation else { panic!("one score") };
    assert!(failed.error.as_ref().unwrap().contains("no output"), "{failed:?}");
    assert_eq!(results.iter().map(|r| r.sample_index.unwrap()).collect::<Vec<_>>(), [0, 1, 2, 3]);
    Ok(())
}

#[tokio::test]
async fn a_simple_retriever_refuses_metadata_that_is_no_object() -> Result<()> {
    let bad = Retriever::simple("bad", |text: &String| text.clone())
        .metadata(|_| json!(7))
        .items(|_: Document, (): (), _| async { Ok(vec!["x".to_owned()]) });
    let error = with(bad).await?.retrieve("bad", "q").await.unwrap_err();
    assert_eq!(error.status(), Status::InvalidArgument);
    assert!(error.message().ends_with("7 is not an object"), "{error}");
    Ok(())
}

#[tokio::test]
async fn a_resource_says_what_it_was_asked_for() -> Result<()> {
    let note = || Resource::at("note", "note://one").handler(|_, _| async { Ok(vec!["one".into()]) });
    let asked = json!({"uri": "note://two"});
    let error = with(note()).await?.run_json("/resource/note", asked.clone()).await.unwrap_err();
    assert_eq!(error.message(), "input note://two did not match template note://one");

    let defaults = genkit::GenerateDefaults::as_genkit_js();
    let as_js =
        Genkit::builder().without_discovery().action(note()).generate_defaults(defaults).build().await?;
    let error = as_js.run_json("/resource/note", asked).await.unwrap_err();
    assert_eq!(error.message(), "input [object Object] did not match template note://one");
    Ok(())
}

#[tokio::test]
async fn a_resource_of_a_call_that_is_not_there_is_named_even_if_nothing_asks_for_it() -> Result<()> {
    let model =
        Model::builder("m").handler(|_: ModelRequest, _, _| async { Ok(ModelResponse::text("done")) });
    let ai = with(model).await?;
    let error = ai.generate().model("m").prompt("hi").resources(["nope"]).await.unwrap_err();
    assert_eq!(error.to_string(), "NOT_FOUND: Resource nope not found");
    Ok(())
}

/// Asks for what is known of cats.
#[flow]
async fn ask_cats(ctx: Ctx) -> Result<usize> {
    Ok(ctx.retrieve("two_things", "cats").await?.len())
}

#[genkit::test]
async fn asked_for_within_a_flow_it_is_traced_there(ai: TestGenkit) -> Result<()> {
    assert_eq!(ai.run::<ask_cats>(()).await?, 2);
    ai.expect_trace(
        "
        flow ask_cats
          retriever two_things
        ",
    );
    Ok(())
}
