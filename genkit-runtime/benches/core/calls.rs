//! One run: typed, with JSON, with a listener; and what runs inside one.

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use genkit::BoxFuture;
use genkit::prelude::*;
use genkit::trace::{SpanRecord, TraceSink};
use serde_json::{Value, json};

use crate::batch;
use crate::rounds::{Batch, Workload, measure};

const RUNS: usize = 1_000;

#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
struct Item {
    name: String,
    price: f64,
}

fn item() -> Item {
    Item { name: "x".to_owned(), price: 1.0 }
}

fn item_json() -> Value {
    json!({"name": "x", "price": 1.0})
}

#[flow]
async fn id(item: Item) -> Result<Item> {
    Ok(item)
}

/// Takes so many steps, and tells how many seconds they took.
#[flow]
async fn steps(n: usize, ctx: Ctx) -> Result<f64> {
    let begun = Instant::now();
    for _ in 0..n {
        black_box(ctx.step("step", id(item())).await?);
    }
    Ok(begun.elapsed().as_secs_f64())
}

/// Runs another flow so many times, and tells how many seconds that took.
#[flow]
async fn runs(n: usize, ctx: Ctx) -> Result<f64> {
    let begun = Instant::now();
    for _ in 0..n {
        black_box(ctx.run::<id>(item()).await?);
    }
    Ok(begun.elapsed().as_secs_f64())
}

/// Listens, and does nothing.
struct Deaf;

impl TraceSink for Deaf {
    fn span_ended(&self, span: &SpanRecord) {
        black_box(span);
    }
}

/// A floor: a function behind a pointer whose future is boxed, with nothing around it.
type Boxed<T> = Arc<dyn Fn(T) -> BoxFuture<'static, Result<T>> + Send + Sync>;

pub(crate) async fn run() -> Result<()> {
    let silent = Genkit::builder().build().await?;
    let listening = Genkit::builder().trace_sink(Deaf).build().await?;
    let (ai, heard) = (&silent, &listening);
    assert_eq!(ai.run::<id>(item()).await?, item());
    assert_eq!(ai.run_json("/flow/id", item_json()).await?, item_json());
    assert!(ai.run_json("/flow/id", json!({"name": "x"})).await.is_err());

    let call: Boxed<Item> = black_box(Arc::new(|item| Box::pin(id(item))));
    let call_json: Boxed<Value> = black_box(Arc::new(|input| {
        Box::pin(async { Ok(serde_json::to_value(id(serde_json::from_value(input)?).await?)?) })
    }));
    let (call, call_json) = (&call, &call_json);
    let of = |name: &str, batch| Workload { name: name.to_owned(), floor: None, share: None, batch };
    let over = |floor: &str, name, batch| Workload { floor: Some(floor.to_owned()), ..of(name, batch) };
    let workloads = vec![
        of("boxed_call", batch!(call(item()))),
        over("boxed_call", "flow", batch!(ai.run::<id>(item()))),
        over("boxed_call", "flow+listener", batch!(heard.run::<id>(item()))),
        over("boxed_call", "step", inside(|n| ai.run::<steps>(n))),
        over("boxed_call", "ctx_run", inside(|n| ai.run::<runs>(n))),
        of("boxed_call_json", batch!(call_json(item_json()))),
        over("boxed_call_json", "flow_json", batch!(ai.run_json("/flow/id", item_json()))),
        over("boxed_call_json", "flow_json+listener", batch!(heard.run_json("/flow/id", item_json()))),
    ];
    measure(RUNS, workloads).await
}

/// A batch that a flow measures by itself.
fn inside<'a, R>(start: impl Fn(usize) -> R + 'a) -> Batch<'a>
where
    R: IntoFuture<Output = Result<f64>, IntoFuture: Send + 'a>,
{
    Box::new(move |n| {
        let run = start(n).into_future();
        Box::pin(async { Ok(Duration::from_secs_f64(run.await?)) })
    })
}
