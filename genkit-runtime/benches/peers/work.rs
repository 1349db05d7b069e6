//! The workloads: each runs once, and checks what it got.

use genkit::prelude::*;
use genkit::{FinishReason, GenerateStream};
use serde_json::{Value, json};

use super::models::{Item, MODEL_RUNS, ROWS, Row, TOOL_RUNS, add, id};

/// A flow by its handle.
pub(crate) async fn flow(ai: &Genkit) -> Result<()> {
    let item = ai.run::<id>(Item { name: "x".to_owned(), price: 1.0 }).await?;
    assert!(item.name == "x" && item.price == 1.0);
    Ok(())
}

/// A prompt, and an answer of text.
pub(crate) async fn generate(ai: &Genkit) -> Result<()> {
    let answer = ai.generate().model("echo").prompt("hello").await?;
    assert_eq!(answer.text(), "hello");
    assert_eq!(answer.finish_reason(), FinishReason::Stop);
    Ok(())
}

/// A model that asks for a tool `k` times, one at a time.
pub(crate) async fn tool_loop(ai: &Genkit, k: usize) -> Result<()> {
    TOOL_RUNS.set(0);
    MODEL_RUNS.set(0);
    let turns = u32::try_from(2 * k).unwrap_or(u32::MAX);
    let answer = ai.generate().model("looper").prompt("go").tools(tools![add]).max_turns(turns).await?;
    assert_eq!(answer.text(), "done");
    assert_eq!((TOOL_RUNS.get(), MODEL_RUNS.get()), (k, k + 1));
    Ok(())
}

/// A model that sends `k` chunks in a burst.
pub(crate) async fn stream(ai: &Genkit, k: usize) -> Result<()> {
    let mut answer = ai.generate().model("streamer").prompt("go").stream();
    let (mut chunks, mut bytes) = (0, 0);
    while let Some(chunk) = answer.next().await {
        chunks += 1;
        bytes += chunk?.to_text().len();
    }
    assert_eq!(chunks, k);
    assert_eq!(answer.text().len(), bytes);
    let joined = answer.text().to_owned();
    assert_eq!(answer.response().await?.text(), joined);
    Ok(())
}

fn rows(ai: &Genkit) -> GenerateStream<Vec<Row>> {
    ai.generate().model("jsonstreamer").prompt("go").output::<Vec<Row>>().output_format("array").stream()
}

/// A model that writes `k` rows in pieces; what is there so far is read at each chunk.
pub(crate) async fn stream_json(ai: &Genkit, k: usize, pieces: usize) -> Result<()> {
    let mut answer = rows(ai);
    let (mut chunks, mut seen) = (0, 0);
    while let Some(chunk) = answer.next().await {
        chunk?;
        chunks += 1;
        let so_far = answer.partial().and_then(|partial| partial.value().as_array()).map_or(0, Vec::len);
        assert!(so_far >= seen);
        seen = so_far;
    }
    assert_eq!((chunks, seen), (pieces, k));
    let rows = answer.response().await?.into_output()?;
    assert_eq!(rows.len(), k);
    assert_eq!(rows.last(), Some(&Row::number(k - 1)));
    Ok(())
}

/// What the timed runs look at in passing, once in full: what came so far is right at each chunk.
pub(crate) async fn check(ai: &Genkit) -> Result<()> {
    let whole: Vec<Value> = (0..100).map(|i| json!(Row::number(i))).collect();
    ROWS.set(whole.len());
    let (mut answer, mut said) = (rows(ai), String::new());
    while let Some(chunk) = answer.next().await {
        let chunk = chunk?;
        assert_eq!((chunk.role, chunk.index), (Some(Role::Model), Some(0)));
        said.push_str(&chunk.to_text());
        let partial = answer.partial().expect("an array").value().as_array().expect("an array").clone();
        let (items, complete) = answer.items();
        assert_eq!(items.len(), complete);
        assert_eq!(items, &whole[..complete]);
        // The row under way is cut off, not left out: its text is the beginning of what it will be.
        assert!(partial.len() <= complete + 1 && partial[..complete] == whole[..complete]);
        if let Some(text) = partial.get(complete).and_then(|row| row["text"].as_str()) {
            assert!(whole[complete]["text"].as_str().unwrap().starts_with(text));
        }
    }
    assert_eq!(said, serde_json::to_string(&whole)?);
    assert_eq!(answer.response().await?.output_json(), Some(&Value::Array(whole)));
    Ok(())
}
