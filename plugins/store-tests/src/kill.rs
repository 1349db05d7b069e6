//! Processes that are killed in the middle of what they write: what was acknowledged is there, and nothing by halves.

use std::env;
use std::io::{BufRead, BufReader, Lines, Write};
use std::process::{Child, ChildStdout, Command, ExitCode, Stdio};
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use genkit::durable::{Limits, StreamEvent, StreamManager};
use genkit::{Env, Result, SessionStore, StoreKey};
use libtest_mimic::Trial;
use serde_json::json;

use super::{Opens, OpensStreams, Tested, block_on, trial};

/// What the program is, if it is the one to be killed: `store` or `stream`.
const ROLE: &str = "STORE_TESTS_ROLE";
const PLACE: &str = "STORE_TESTS_PLACE";
/// The tenant or the stream that it writes.
const NAME: &str = "STORE_TESTS_NAME";

const ROUNDS: u32 = 12;
const FILLER: usize = 100_000;

pub(super) fn trials<S: SessionStore>(tested: &Tested<S>, place: &str) -> Vec<Trial> {
    let (open, at) = (tested.store, place.to_owned());
    let name = "store: what was acknowledged survives kill -9 of the writer";
    let mut trials = vec![trial(name, move || survives(open, at))];
    if let Some(open) = tested.streams {
        let at = place.to_owned();
        let name = "streams: readers of a writer whose process was killed are told";
        trials.push(trial(name, move || told(open, at)));
    }
    trials
}

/// Acts as the process that is killed, if this is one.
pub(super) fn child<S: SessionStore>(tested: &Tested<S>) -> Option<ExitCode> {
    let var = |name| env::var(name).unwrap_or_default();
    let role = env::var(ROLE).ok()?;
    let ended = block_on(async {
        match (role.as_str(), tested.streams) {
            ("stream", Some(open)) => begin(open(var(PLACE), short()).await?, &var(NAME)).await,
            _ => count((tested.store)(var(PLACE)).await?, &var(NAME)).await,
        }
    });
    eprintln!("the process that was to be killed ended: {ended:?}");
    Some(ExitCode::FAILURE)
}

fn key(tenant: &str) -> StoreKey {
    StoreKey::new("session", "a").of(tenant)
}

/// Counts one up for ever and says so.
async fn count(store: impl SessionStore, tenant: &str) -> Result<()> {
    let key = key(tenant);
    loop {
        let stored = store.get(&key).await?;
        let (seen, n) = stored.map_or((0, 0), |s| (s.version, s.value["n"].as_u64().unwrap()));
        store.save(&key, seen, json!({"n": n + 1, "filler": "x".repeat(FILLER)}), None).await?;
        say(n + 1)?;
    }
}

/// Begins a stream and does not end it.
async fn begin(streams: Arc<dyn StreamManager>, id: &str) -> Result<()> {
    let mut writer = streams.open(id).await?;
    writer.write(vec![StreamEvent::Chunk("1".to_owned()), StreamEvent::Chunk("2".to_owned())]).await?;
    say(2)?;
    std::future::pending().await
}

fn say(n: u64) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(out, "wrote {n}")?;
    Ok(out.flush()?)
}

/// So that readers are told soon. What the writer wrote they see first, however late they come.
fn short() -> Limits {
    Limits::default().writer_lease(Duration::from_secs(2))
}

/// This program, started again to be killed.
struct Writer(Child, Lines<BufReader<ChildStdout>>);

impl Writer {
    fn start(role: &str, place: &str, name: &str) -> Result<Self> {
        let mut program = Command::new(env::current_exe()?);
        let mut child =
            program.env(ROLE, role).env(PLACE, place).env(NAME, name).stdout(Stdio::piped()).spawn()?;
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Ok(Self(child, lines))
    }

    /// The next number that it says it wrote.
    fn wrote(&mut self) -> u64 {
        let line = self.1.next().expect("the writer ended by itself").expect("a line");
        line.strip_prefix("wrote ").and_then(|n| n.parse().ok()).unwrap_or_else(|| panic!("{line:?}"))
    }
}

impl Drop for Writer {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

async fn survives<S: SessionStore>(open: Opens<S>, place: String) -> Result<()> {
    let store = open(place.clone()).await?;
    let tenant = format!("killed-{}", Env::system().id());
    for round in 0..ROUNDS {
        let mut writer = Writer::start("store", &place, &tenant)?;
        // In the middle of whatever comes after some writes.
        let acknowledged = (0..=round).map(|_| writer.wrote()).last().unwrap_or_default();
        for _ in 0..round * 300 {
            std::hint::spin_loop();
        }
        drop(writer);
        let stored = store.get(&key(&tenant)).await?.expect("a record");
        let n = stored.value["n"].as_u64().unwrap();
        assert!(n >= acknowledged && acknowledged > 0, "{n} after {acknowledged} were acknowledged");
        assert_eq!(stored.value["filler"].as_str().unwrap().len(), FILLER);
    }
    Ok(())
}

async fn told(open: OpensStreams, place: String) -> Result<()> {
    let id = format!("killed-{}", Env::system().id());
    let mut writer = Writer::start("stream", &place, &id)?;
    assert_eq!(writer.wrote(), 2);
    let streams = open(place, short()).await?;
    let mut events = streams.subscribe(&id).await?.expect("a stream that was begun");
    for n in ["1", "2"] {
        assert_eq!(events.next().await.unwrap()?, StreamEvent::Chunk(n.to_owned()));
    }
    drop(writer);
    assert_eq!(events.next().await.expect("readers are told")?, StreamEvent::left());
    assert!(events.next().await.is_none(), "something comes behind the end");
    let late = streams.subscribe(&id).await?.expect("a stream that was begun");
    assert_eq!(late.count().await, 3);
    Ok(())
}
