//! The clock that tests move.

use std::sync::{Arc, Mutex};
use std::time::{Duration, UNIX_EPOCH};

use genkit::prelude::*;
use genkit::testing::TestClock;

const fn secs(n: u64) -> Duration {
    Duration::from_secs(n)
}

type Log = Arc<Mutex<Vec<(&'static str, u64)>>>;

/// A task that sleeps and says when it woke.
fn sleeper(
    ai: &TestGenkit,
    log: &Log,
    name: &'static str,
    pauses: &'static [u64],
) -> tokio::task::JoinHandle<()> {
    let (env, log) = (ai.env().clone(), log.clone());
    tokio::spawn(async move {
        for &pause in pauses {
            env.sleep(secs(pause)).await;
            log.lock().unwrap().push((name, env.elapsed().as_secs()));
        }
    })
}

#[genkit::test]
async fn pauses_are_skipped_in_the_order_they_end(ai: TestGenkit) -> Result<()> {
    let log = Log::default();
    let tasks = [
        sleeper(&ai, &log, "slow", &[3600]),
        sleeper(&ai, &log, "ticks", &[10, 10, 10]),
        sleeper(&ai, &log, "once", &[25]),
    ];
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(
        *log.lock().unwrap(),
        [("ticks", 10), ("ticks", 20), ("once", 25), ("ticks", 30), ("slow", 3600)]
    );
    Ok(())
}

#[genkit::test]
async fn those_who_wake_at_one_time_wake_in_the_order_they_came(ai: TestGenkit) -> Result<()> {
    let log = Log::default();
    let tasks = [sleeper(&ai, &log, "a", &[5]), sleeper(&ai, &log, "b", &[5]), sleeper(&ai, &log, "c", &[5])];
    for task in tasks {
        task.await.unwrap();
    }
    assert_eq!(*log.lock().unwrap(), [("a", 5), ("b", 5), ("c", 5)]);
    Ok(())
}

#[genkit::test]
async fn a_held_clock_moves_only_by_hand(ai: TestGenkit) -> Result<()> {
    ai.clock().hold();
    let log = Log::default();
    let _ticks = sleeper(&ai, &log, "ticks", &[10, 10, 10]);
    let _once = sleeper(&ai, &log, "once", &[15]);
    ai.clock().settle().await;
    assert_eq!((ai.clock().sleepers(), ai.clock().elapsed()), (2, secs(0)));
    ai.clock().advance(secs(9)).await;
    assert!(log.lock().unwrap().is_empty());
    ai.clock().advance(secs(11)).await;
    assert_eq!(*log.lock().unwrap(), [("ticks", 10), ("once", 15), ("ticks", 20)]);
    assert_eq!(ai.clock().elapsed(), secs(20));
    ai.clock().release();
    ai.env().sleep(secs(100)).await;
    assert_eq!(log.lock().unwrap().last(), Some(&("ticks", 30)));
    assert_eq!(ai.clock().elapsed(), secs(120));
    Ok(())
}

#[genkit::test]
async fn limits_are_not_skipped_to_but_pass_with_the_time(ai: TestGenkit) -> Result<()> {
    let env = ai.env().clone();
    // Work that takes many turns of the runtime, and a real wait, is not overtaken by its limit.
    let work = async {
        for _ in 0..500 {
            tokio::task::yield_now().await;
        }
        tokio::task::spawn_blocking(|| ()).await.unwrap();
        "done"
    };
    let won = tokio::select! {
        biased;
        () = env.limit(secs(300)) => "late",
        done = work => done,
    };
    assert_eq!((won, ai.clock().elapsed()), ("done", secs(0)));

    let slow = env.sleep(secs(600));
    let won = tokio::select! {
        () = slow => "done",
        () = env.limit(secs(300)) => "late",
    };
    assert_eq!((won, ai.clock().elapsed()), ("late", secs(300)));
    assert_eq!(ai.clock().sleepers(), 0);

    let limit = tokio::spawn(env.limit(secs(30)));
    ai.clock().advance(secs(30)).await;
    limit.await.unwrap();
    assert_eq!(ai.clock().elapsed(), secs(330));
    Ok(())
}

#[genkit::test]
async fn time_ids_and_traces_are_the_same_in_every_run(ai: TestGenkit) -> Result<()> {
    let again = TestGenkit::new();
    let other = TestGenkit::builder().seed(1).starting_at(UNIX_EPOCH).build()?;
    assert_eq!(ai.env().now_ms(), 1_767_225_600_000.0);
    assert_eq!(other.env().now_ms(), 0.0);
    let (a, b, c) = (ai.env().id(), again.env().id(), other.env().id());
    assert_eq!(a, b);
    assert_ne!(a, c);
    assert_ne!(a, ai.env().id());
    Ok(())
}

#[test]
fn without_a_test_of_ours_pauses_are_skipped_too() {
    for mut builder in
        [tokio::runtime::Builder::new_current_thread(), tokio::runtime::Builder::new_multi_thread()]
    {
        builder.build().unwrap().block_on(async {
            let ai = TestGenkit::new();
            let log = Log::default();
            let tasks = [sleeper(&ai, &log, "slow", &[3600]), sleeper(&ai, &log, "quick", &[1, 1])];
            for task in tasks {
                task.await.unwrap();
            }
            assert!(ai.clock().elapsed() >= secs(3600));
        });
    }
}

#[test]
fn without_a_test_of_ours_a_held_clock_moves_by_hand_too() {
    tokio::runtime::Builder::new_current_thread().build().unwrap().block_on(async {
        let ai = TestGenkit::new();
        ai.clock().hold();
        let log = Log::default();
        let ticks = sleeper(&ai, &log, "ticks", &[10, 10]);
        ai.clock().advance(secs(60)).await;
        ticks.await.unwrap();
        assert_eq!(*log.lock().unwrap(), [("ticks", 10), ("ticks", 20)]);
    });
}

#[genkit::test]
async fn a_clock_of_ones_own_serves_any_runtime() -> Result<()> {
    let clock = TestClock::starting_at(UNIX_EPOCH);
    let ai = Genkit::builder().env(genkit::Env::system().with_clock(clock.clone())).build().await?;
    ai.env().sleep(secs(86_400)).await;
    assert_eq!(clock.now(), UNIX_EPOCH + secs(86_400));
    Ok(())
}
