//! What every manager of durable streams must hold: the suite that the one of the runtime runs, and those of plugins.

use std::sync::Arc;

use futures_util::StreamExt;
use futures_util::future::join_all;
use serde_json::Value;

use super::fail::fail;
use crate::core::BoxFuture;
use crate::core::durable::{StreamEvent, StreamManager};
use crate::core::env::Env;
use crate::core::error::{Error, Status};

/// One thing that a manager of streams must hold.
#[derive(Clone, Copy, Debug)]
pub struct StreamCase {
    /// What, in words.
    pub name: &'static str,
    run: fn(Probe) -> BoxFuture<'static, Checked>,
}

type Checked = Result<(), String>;

const CASES: &[StreamCase] = &[
    StreamCase { name: "whoever comes early or late reads every event once", run: |p| Box::pin(every(p)) },
    StreamCase { name: "many readers read what is written meanwhile", run: |p| Box::pin(many(p)) },
    StreamCase { name: "a stream may fail, and nothing comes behind an end", run: |p| Box::pin(ends(p)) },
    StreamCase { name: "a writer that is gone leaves a failure", run: |p| Box::pin(left(p)) },
    StreamCase { name: "an id is there once, and no other id reaches it", run: |p| Box::pin(ids(p)) },
    StreamCase { name: "every text comes back as it was", run: |p| Box::pin(texts(p)) },
];

/// Everything that a manager of streams must hold, a case each: for a test harness that lists them.
#[must_use]
pub fn stream_cases() -> Vec<StreamCase> {
    CASES.to_vec()
}

impl StreamCase {
    /// Runs it: writes by one manager, and reads by another that has the same streams, from another machine say, or by
    /// the same. Needs a tokio runtime.
    ///
    /// # Errors
    /// What does not hold, in words.
    pub async fn run(&self, writes: Arc<dyn StreamManager>, reads: Arc<dyn StreamManager>) -> Checked {
        (self.run)(Probe { writes, reads, name: Env::system().id() }).await
    }
}

/// Runs the whole suite on a manager of streams.
///
/// # Panics
/// Where it does not hold, naming every case.
pub async fn check_streams(streams: impl StreamManager) {
    let streams: Arc<dyn StreamManager> = Arc::new(streams);
    let mut wrong = Vec::new();
    for case in stream_cases() {
        if let Err(why) = case.run(streams.clone(), streams.clone()).await {
            wrong.push(format!("{}: {why}", case.name));
        }
    }
    if !wrong.is_empty() {
        fail(&format!("the streams do not hold their suite:\n{}", wrong.join("\n")));
    }
}

struct Probe {
    writes: Arc<dyn StreamManager>,
    reads: Arc<dyn StreamManager>,
    name: String,
}

fn told(what: &str) -> impl Fn(Error) -> String + '_ {
    move |error| format!("{what} failed: {error:?}")
}

fn chunks(range: std::ops::Range<u32>) -> Vec<StreamEvent> {
    range.map(|n| StreamEvent::Chunk(n.to_string())).collect()
}

fn done() -> StreamEvent {
    StreamEvent::Done("\"done\"".to_owned())
}

impl Probe {
    fn id(&self, id: &str) -> String {
        format!("{}{id}", self.name)
    }

    /// All events of a stream until its end.
    async fn read(&self, id: &str) -> Result<Vec<StreamEvent>, String> {
        let events = self.reads.subscribe(&self.id(id)).await.map_err(told("a subscription"))?;
        let events = events.ok_or("a stream that was begun is not there")?;
        let events: Vec<_> = events.collect().await;
        events.into_iter().collect::<Result<_, _>>().map_err(told("a reader"))
    }

    /// Reads a stream to its end, and compares.
    async fn reads(&self, id: &str, want: &[StreamEvent]) -> Checked {
        let got = self.read(id).await?;
        if got == want {
            return Ok(());
        }
        let same = got.iter().zip(want).take_while(|(got, want)| got == want).count();
        let (of, it, not) = (got.len(), got.get(same), want.get(same));
        Err(format!("{of} events in place of {}; the event {same} is {it:?}, not {not:?}", want.len()))
    }
}

async fn every(probe: Probe) -> Checked {
    let mut writer = probe.writes.open(&probe.id("a")).await.map_err(told("a stream"))?;
    let early = probe.reads.subscribe(&probe.id("a")).await.map_err(told("a subscription"))?;
    let mut early = early.ok_or("a stream that was begun is not there")?;
    writer.write(chunks(0..1)).await.map_err(told("a write"))?;
    match early.next().await {
        Some(Ok(StreamEvent::Chunk(n))) if n == "0" => {}
        other => return Err(format!("{other:?} in place of the first chunk")),
    }
    writer.write(chunks(1..3)).await.map_err(told("a write"))?;
    writer.write([chunks(3..5), vec![done()]].concat()).await.map_err(told("a write"))?;
    let rest: Vec<_> = early.filter_map(|event| std::future::ready(event.ok())).collect().await;
    let all = [chunks(0..5), vec![done()]].concat();
    if Some(rest.as_slice()) != all.get(1..) {
        return Err(format!("{rest:?} behind the first chunk"));
    }
    probe.reads("a", &all).await?;
    drop(writer);
    probe.reads("a", &all).await
}

async fn many(probe: Probe) -> Checked {
    const COUNT: u32 = 1000;
    let mut writer = probe.writes.open(&probe.id("a")).await.map_err(told("a stream"))?;
    let all = [chunks(0..COUNT), vec![done()]].concat();
    let write = async {
        for from in (0..COUNT).step_by(10) {
            writer.write(chunks(from..from + 10)).await.map_err(told("a write"))?;
            tokio::task::yield_now().await;
        }
        writer.write(vec![done()]).await.map_err(told("a write"))
    };
    let readers = join_all((0..10).map(|_| probe.reads("a", &all)));
    let (written, read) = futures_util::future::join(write, readers).await;
    written?;
    read.into_iter().collect()
}

async fn ends(probe: Probe) -> Checked {
    let failed = StreamEvent::Failed(Error::not_found("no such dish").to_client());
    let mut writer = probe.writes.open(&probe.id("a")).await.map_err(told("a stream"))?;
    writer
        .write([chunks(0..1), vec![failed.clone()], chunks(1..2)].concat())
        .await
        .map_err(told("a write"))?;
    // Refused or passed over.
    let _ = writer.write([chunks(2..3), vec![done()]].concat()).await;
    probe.reads("a", &[chunks(0..1), vec![failed]].concat()).await
}

async fn left(probe: Probe) -> Checked {
    let mut writer = probe.writes.open(&probe.id("a")).await.map_err(told("a stream"))?;
    writer.write(chunks(0..2)).await.map_err(told("a write"))?;
    drop(writer);
    probe.reads("a", &[chunks(0..2), vec![StreamEvent::left()]].concat()).await
}

async fn ids(probe: Probe) -> Checked {
    let mut writers = Vec::new();
    let ids =
        ["", "/a", "/A", ":a", "%", "*", "/../a", "\n", "\u{0}", "'; drop table streams; --", "\u{1F600}"];
    for id in ids {
        match probe.writes.open(&probe.id(id)).await {
            Ok(writer) => writers.push((id, writer)),
            Err(error) if error.status() == Status::InvalidArgument => {}
            Err(error) => return Err(format!("the id {id:?}: {error:?}")),
        }
    }
    match probe.writes.open(&probe.id("")).await {
        Err(error) if error.status() == Status::AlreadyExists => {}
        Err(error) => return Err(format!("a second stream of one id: {error:?}")),
        Ok(_) => return Err("a second stream of one id was begun".to_owned()),
    }
    if probe.reads.subscribe(&probe.id("nobody's")).await.map_err(told("a subscription"))?.is_some() {
        return Err("there is a stream that nobody began".to_owned());
    }
    let own = |id: &str| StreamEvent::Done(Value::from(id).to_string());
    for (id, writer) in &mut writers {
        writer.write(vec![own(id)]).await.map_err(told("a write"))?;
    }
    let ids: Vec<_> = writers.into_iter().map(|(id, _)| id).collect();
    for id in ids {
        probe.reads(id, &[own(id)]).await?;
    }
    Ok(())
}

async fn texts(probe: Probe) -> Checked {
    let texts =
        ["\u{1F600} \"quoted\" \\ \u{e9}", "", "null", "{\"type\":\"done\"}", "a\nb", &"x".repeat(1 << 20)];
    let chunks = texts.map(|text| StreamEvent::Chunk(Value::from(text).to_string()));
    let mut writer = probe.writes.open(&probe.id("a")).await.map_err(told("a stream"))?;
    writer.write(chunks.to_vec()).await.map_err(told("a write"))?;
    writer.write(vec![done()]).await.map_err(told("a write"))?;
    probe.reads("a", &[&chunks[..], &[done()]].concat()).await
}
