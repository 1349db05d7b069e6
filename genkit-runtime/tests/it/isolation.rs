//! A thousand tests at once, none of which sees another.

use std::time::Duration;

use genkit::__private::run_test;
use genkit::prelude::*;

/// Asks a friend who is doubled in every test.
#[flow]
async fn ask_friend(question: String, ctx: Ctx) -> Result<String> {
    ctx.ai().env().sleep(Duration::from_secs(1)).await;
    let tenant: Option<String> = genkit::current_context().unwrap_or_default().get("tenant")?;
    let answer = ctx.run::<friend>(question).await?;
    Ok(format!("{}: {answer}", tenant.unwrap_or_default()))
}

/// A friend who is never there.
#[flow]
async fn friend(question: String) -> Result<String> {
    Err(Error::unavailable(format!("nobody hears {question:?}")))
}

/// One test: what it sets up, it alone sees.
async fn one(ai: TestGenkit, n: u64) -> Result<()> {
    let double = ai.double::<friend>().returns(format!("answer {n}"));
    ai.script([format!("reply {n}")]);
    let context = Context::new().with("tenant", format!("tenant {n}"));
    let runs = 1 + n % 3;
    for run in 0..runs {
        let asked = ai.run::<ask_friend>(format!("question {n}.{run}")).context(context.clone());
        assert_eq!(asked.await?, format!("tenant {n}: answer {n}"));
        tokio::task::yield_now().await;
    }
    assert_eq!(ai.generate().prompt(n.to_string()).await?.text(), format!("reply {n}"));
    assert_eq!(ai.last_request().text(), n.to_string());

    let expected: Vec<_> = (0..runs).map(|run| format!("question {n}.{run}")).collect();
    assert_eq!(double.calls(), expected);
    assert_eq!(ai.request_count(), 1);
    assert_eq!(ai.clock().elapsed(), Duration::from_secs(runs));
    let tree = "flow ask_friend\n  flow friend\n".repeat(runs as usize) + "util generate\n  model script";
    ai.expect_trace(&tree);
    let inputs = ai.trace().iter().filter(|s| s.name == "friend").count();
    assert_eq!(inputs as u64, runs);
    Ok(())
}

#[test]
fn a_thousand_tests_run_in_parallel_without_touching_each_other() {
    let threads: Vec<_> = (0..16_u64)
        .map(|thread| {
            std::thread::spawn(move || {
                for n in (0..1000).filter(|n| n % 16 == thread) {
                    run_test(move |ai: TestGenkit| one(ai, n));
                }
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
fn a_thousand_runtimes_in_one_program_take_turns_without_touching_each_other() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(4).enable_all().build().unwrap();
    runtime.block_on(async {
        let tests: Vec<_> = (0..1000).map(|n| tokio::spawn(one(TestGenkit::new(), n))).collect();
        for test in tests {
            test.await.unwrap().unwrap();
        }
    });
}
