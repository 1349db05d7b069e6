//! Stopping: by a bound, by a token, by letting go.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use genkit::prelude::*;
use genkit::testing::reply;
use genkit::{CancellationToken, Deadlines};

/// Counts what is alive.
struct Alive(Arc<AtomicUsize>);

impl Alive {
    fn new(count: &Arc<AtomicUsize>) -> Self {
        count.fetch_add(1, Ordering::SeqCst);
        Self(count.clone())
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

fn endless(name: &str, alive: &Arc<AtomicUsize>, every: Option<Duration>) -> genkit::Action {
    let alive = alive.clone();
    Model::builder(name).handler(move |_: ModelRequest, ctx: Ctx, out: Chunks<ModelResponseChunk>| {
        let alive = alive.clone();
        async move {
            let _alive = Alive::new(&alive);
            loop {
                match every {
                    Some(every) => {
                        out.send("tick".into()).await?;
                        ctx.ai().env().sleep(every).await;
                    }
                    None => std::future::pending::<()>().await,
                }
            }
        }
    })
}

fn runtime(actions: Vec<genkit::Action>) -> TestGenkit {
    TestGenkit::builder().app(|app| app.register_all(actions)).build().unwrap()
}

#[genkit::test]
async fn a_model_that_says_nothing_is_given_up() -> Result<()> {
    let alive = Arc::default();
    let ai = runtime(vec![
        endless("mute", &alive, None),
        endless("ticking", &alive, Some(Duration::from_secs(60))),
    ]);
    ai.clock().hold();
    let wait = |ai: &TestGenkit, seconds: u64| {
        let clock = ai.clock().clone();
        async move { clock.advance(Duration::from_secs(seconds)).await }
    };
    let (mute, ()) =
        futures_util::future::join(async { ai.generate().model("mute").prompt("go").await }, wait(&ai, 301))
            .await;
    assert_eq!(mute.unwrap_err().to_string(), "DEADLINE_EXCEEDED: model 'mute' sent nothing for 300s");
    assert_eq!(alive.load(Ordering::SeqCst), 0, "and let go");
    Ok(())
}

#[genkit::test]
async fn a_model_that_never_ends_is_bounded_in_all() -> Result<()> {
    let alive = Arc::default();
    let ai = runtime(vec![endless("ticking", &alive, Some(Duration::from_secs(1)))]);
    let bounded = Deadlines::default().total(Duration::from_secs(10));
    let error = ai.generate().model("ticking").prompt("go").deadlines(bounded).await.unwrap_err();
    assert_eq!(error.to_string(), "DEADLINE_EXCEEDED: model 'ticking' was not done for 10s");
    assert_eq!(alive.load(Ordering::SeqCst), 0);
    Ok(())
}

#[genkit::test]
async fn letting_go_of_a_stream_stops_the_model() -> Result<()> {
    let alive = Arc::default();
    let ai = runtime(vec![endless("ticking", &alive, Some(Duration::from_secs(1)))]);
    let mut stream = ai.generate().model("ticking").prompt("go").stream();
    for _ in 0..3 {
        assert_eq!(stream.next().await.unwrap()?.to_text(), "tick");
    }
    assert_eq!(alive.load(Ordering::SeqCst), 1);
    drop(stream);
    assert_eq!(alive.load(Ordering::SeqCst), 0);
    let failed: Vec<String> = ai.trace().iter().filter(|s| s.failed()).map(|s| s.name.clone()).collect();
    assert_eq!(failed, ["generate", "ticking"], "the spans ended too");
    Ok(())
}

#[genkit::test]
async fn letting_go_of_a_call_stops_its_tools() -> Result<()> {
    let alive: Arc<AtomicUsize> = Arc::default();
    let held = alive.clone();
    let hang = Tool::builder("hang").description("Never answers").handler(move |_: (), _| {
        let alive = Alive::new(&held);
        async move {
            let _alive = alive;
            std::future::pending::<Result<()>>().await
        }
    });
    let ai = TestGenkit::new();
    ai.clock().hold();
    ai.script([reply().call_named("hang", serde_json::json!({})).call_named("hang", serde_json::json!({}))]);
    let call = std::future::IntoFuture::into_future(ai.generate().prompt("go").tool(&hang));
    let mut call = Box::pin(call);
    let waker = std::task::Waker::noop();
    assert!(call.as_mut().poll(&mut std::task::Context::from_waker(waker)).is_pending());
    assert_eq!(alive.load(Ordering::SeqCst), 2, "both run at once");
    drop(call);
    assert_eq!(alive.load(Ordering::SeqCst), 0);
    Ok(())
}

/// Waits for ever.
#[flow]
async fn waits_for_ever() -> Result<()> {
    std::future::pending().await
}

#[genkit::test]
async fn a_token_stops_a_run(ai: TestGenkit) -> Result<()> {
    let token = CancellationToken::new();
    let run = ai.run::<waits_for_ever>(()).cancel(token.clone());
    let stop = async { token.cancel() };
    let (result, ()) = futures_util::future::join(std::future::IntoFuture::into_future(run), stop).await;
    assert_eq!(result.unwrap_err().to_string(), "CANCELLED: Action was cancelled");
    Ok(())
}
