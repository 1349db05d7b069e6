//! The clients: `reqwest` that reads bytes, and the plugin.

use std::time::{Duration, Instant};

use futures_util::future::join_all;
use genkit::{Genkit, Result};
use genkit_openai::{OpenAi, compatible};
use serde_json::json;

use crate::{CHUNKS, LONG, MANY, SHORT};

/// Prints the rows of a role.
pub(crate) fn run(role: &str, base: &str) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let clients = Clients::new(base).await.unwrap();
        match role {
            "stream" => clients.one_by_one().await.unwrap(),
            "many-raw" => clients.many("many reqwest", false).await,
            "many-genkit" => clients.many("many genkit-openai", true).await,
            other => panic!("no role {other}"),
        }
    });
}

/// How long a stream took.
struct Took {
    first: Duration,
    all: Duration,
    cpu: Duration,
}

struct Clients {
    url: String,
    raw: reqwest::Client,
    ai: Genkit,
}

impl Clients {
    async fn new(base: &str) -> Result<Self> {
        let ai = Genkit::builder().plugin(OpenAi::compatible("local", base)).build().await?;
        // The plugin makes TLS ready when it is first used, and reqwest must find it so.
        ai.generate().model(compatible::chat("local", "burst-1")).prompt("hi").stream().response().await?;
        Ok(Self { url: format!("{base}/chat/completions"), raw: reqwest::Client::new(), ai })
    }

    async fn raw(&self, model: &str) -> Took {
        let (begun, cpu) = (Instant::now(), cpu());
        let body = json!({
            "model": model,
            "messages": [{"role": "user", "content": "hi"}],
            "stream": true,
            "stream_options": {"include_usage": true},
        });
        let request = self.raw.post(&self.url).header("content-type", "application/json");
        let mut answer = request.body(body.to_string()).send().await.unwrap();
        let (mut first, mut last) = (None, Vec::new());
        while let Some(piece) = answer.chunk().await.unwrap() {
            first.get_or_insert_with(|| begun.elapsed());
            last = piece.to_vec();
        }
        assert!(last.ends_with(b"data: [DONE]\n\n"));
        Took { first: first.unwrap(), all: begun.elapsed(), cpu: self::cpu() - cpu }
    }

    async fn genkit(&self, model: &str) -> Took {
        let (begun, cpu) = (Instant::now(), cpu());
        let mut answer = self.ai.generate().model(compatible::chat("local", model)).prompt("hi").stream();
        let (mut first, mut text) = (None, 0);
        while let Some(chunk) = answer.next().await {
            first.get_or_insert_with(|| begun.elapsed());
            text += chunk.unwrap().to_text().len();
        }
        assert_eq!(answer.response().await.unwrap().text().len(), text);
        Took { first: first.unwrap(), all: begun.elapsed(), cpu: self::cpu() - cpu }
    }

    /// Short streams for their first chunk, long ones for each chunk, in turns.
    async fn one_by_one(&self) -> Result<()> {
        let (short, long) = ("burst-1", format!("burst-{CHUNKS}"));
        let (mut raw, mut genkit) = (Vec::new(), Vec::new());
        for _ in 0..scaled(SHORT) {
            raw.push(self.raw(short).await.first);
            genkit.push(self.genkit(short).await.first);
        }
        let (mut raw_long, mut genkit_long) = (Vec::new(), Vec::new());
        for _ in 0..scaled(LONG) {
            raw_long.push(self.raw(&long).await);
            genkit_long.push(self.genkit(&long).await);
        }
        for (who, first, long) in [("reqwest", raw, raw_long), ("genkit-openai", genkit, genkit_long)] {
            let chunk =
                |took: fn(&Took) -> Duration| us(median(long.iter().map(took).collect())) / CHUNKS as f64;
            let row = json!({
                "who": who, "first_us": us(median(first)), "chunk_us": chunk(|t| t.all), "cpu_us": chunk(|t| t.cpu),
            });
            println!("{row}");
        }
        Ok(())
    }

    async fn many(&self, who: &str, genkit: bool) {
        let (streams, chunks, pause) = MANY;
        let model = format!("paced-{chunks}-{pause}");
        let (before, begun, cpu) = (memory("VmRSS:"), Instant::now(), cpu());
        let all = (0..streams)
            .map(|_| async { if genkit { self.genkit(&model).await } else { self.raw(&model).await } });
        join_all(all).await;
        let row = json!({
            "who": who,
            "wall_s": begun.elapsed().as_secs_f64(),
            "cpu_us": us(self::cpu() - cpu) / (streams * chunks) as f64,
            "before_mib": before,
            "peak_mib": memory("VmHWM:"),
        });
        println!("{row}");
    }
}

fn scaled(times: usize) -> usize {
    let scale = std::env::var("SCALE").ok().and_then(|scale| scale.parse().ok()).unwrap_or(1.0);
    ((times as f64 * scale) as usize).max(1)
}

fn median(mut all: Vec<Duration>) -> Duration {
    all.sort();
    all[all.len() / 2]
}

fn us(took: Duration) -> f64 {
    took.as_secs_f64() * 1e6
}

/// What this process took of a processor.
fn cpu() -> Duration {
    let told = std::fs::read_to_string("/proc/self/schedstat").unwrap_or_default();
    Duration::from_nanos(told.split(' ').next().and_then(|ns| ns.parse().ok()).unwrap_or(0))
}

/// Memory in MiB.
fn memory(name: &str) -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default();
    line.trim().trim_end_matches("kB").trim().parse().unwrap_or(0.0) / 1024.0
}
