//! Traces and logs on their way to a telemetry server, which answers, is gone, or hangs.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use genkit::dev::{DevOptions, DevServer, serve};
use genkit::{Ctx, Error, Flow, Genkit};
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::dev_http::post;

/// A telemetry server that notes what it is sent.
pub(crate) struct Telemetry {
    pub(crate) url: String,
    posts: Arc<Mutex<Vec<(String, Value)>>>,
    count: watch::Receiver<usize>,
    task: tokio::task::JoinHandle<()>,
}

impl Telemetry {
    pub(crate) async fn start() -> Self {
        Self::at(TcpListener::bind("127.0.0.1:0").await.unwrap())
    }

    fn at(listener: TcpListener) -> Self {
        let url = format!("http://{}", listener.local_addr().unwrap());
        let posts = Arc::new(Mutex::new(Vec::new()));
        let (tell, count) = watch::channel(0);
        let (noted, tell) = (posts.clone(), Arc::new(tell));
        let task = tokio::spawn(async move {
            let mut connections = tokio::task::JoinSet::new();
            while let Ok((stream, _)) = listener.accept().await {
                connections.spawn(take(stream, noted.clone(), tell.clone()));
            }
        });
        Self { url, posts, count, task }
    }

    pub(crate) fn to(&self, path: &str) -> Vec<Value> {
        let posts = self.posts.lock().unwrap();
        posts.iter().filter(|(p, _)| p == path).map(|(_, body)| body.clone()).collect()
    }

    /// Every span that arrived, with its trace, in the order of arrival.
    pub(crate) fn spans(&self) -> Vec<Value> {
        let of = |trace: &Value| trace["spans"].as_object().unwrap().values().cloned().collect::<Vec<_>>();
        self.to("/api/traces").iter().flat_map(of).collect()
    }
}

async fn take(
    mut stream: TcpStream,
    posts: Arc<Mutex<Vec<(String, Value)>>>,
    count: Arc<watch::Sender<usize>>,
) {
    let mut read = Vec::new();
    loop {
        let Some(end) = read.windows(4).position(|w| w == b"\r\n\r\n") else {
            match stream.read_buf(&mut read).await {
                Ok(0) | Err(_) => return,
                Ok(_) => continue,
            }
        };
        let head = String::from_utf8_lossy(&read[..end]).to_ascii_lowercase();
        let path = head.split(' ').nth(1).unwrap().to_owned();
        let length = head.lines().find_map(|l| l.strip_prefix("content-length: ")).unwrap();
        let whole = end + 4 + length.trim().parse::<usize>().unwrap();
        while read.len() < whole {
            if stream.read_buf(&mut read).await.unwrap() == 0 {
                return;
            }
        }
        let body = serde_json::from_slice(&read[end + 4..whole]).unwrap();
        posts.lock().unwrap().push((path, body));
        read.drain(..whole);
        stream.write_all(b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nOK").await.unwrap();
        count.send_modify(|n| *n += 1);
    }
}

async fn runtime() -> Genkit {
    let steps = Flow::builder("steps").handler(|n: u32, ctx: Ctx| async move {
        for _ in 0..n {
            ctx.step("step", async { Ok::<_, Error>(()) }).await?;
        }
        Ok::<_, Error>(n)
    });
    Genkit::builder().without_discovery().action(steps).build().await.unwrap()
}

fn options() -> DevOptions {
    DevOptions::new().port(0).runtime_file(false)
}

async fn run(server: &DevServer, n: u32) -> Value {
    let (_, body) = post(server.url(), "/api/runAction", &json!({"key": "/flow/steps", "input": n})).await;
    serde_json::from_str(&body).unwrap()
}

#[tokio::test]
async fn whoever_reads_the_outcome_finds_the_trace() {
    let telemetry = Telemetry::start().await;
    let server = serve(&runtime().await, options().telemetry_server(&telemetry.url)).await.unwrap();
    let answer = run(&server, 2).await;
    let spans = telemetry.spans();
    let root = spans.iter().find(|span| span.get("parentSpanId").is_none()).unwrap();
    assert_eq!(root["traceId"], answer["telemetry"]["traceId"]);
    assert_eq!((&root["displayName"], &root["attributes"]["genkit:isRoot"]), (&json!("steps"), &json!(true)));
    assert_eq!(spans.iter().filter(|span| span["displayName"] == "step").count(), 2);
    assert!(spans.iter().all(|span| span["endTime"].as_f64().unwrap() > 0.0));
    let whole = telemetry.to("/api/traces");
    let rooted = whole.iter().find(|trace| trace.get("displayName").is_some()).unwrap();
    assert!(rooted["endTime"].as_f64() >= rooted["startTime"].as_f64());
}

#[tokio::test]
async fn spans_are_seen_while_they_run_if_that_is_asked_for() {
    let telemetry = Telemetry::start().await;
    let ai = Genkit::builder()
        .without_discovery()
        .action(Flow::builder("forever").handler(|(): (), _| std::future::pending::<Result<(), Error>>()))
        .build()
        .await
        .unwrap();
    let options = options().telemetry_server(&telemetry.url).realtime(true);
    let server = serve(&ai, options).await.unwrap();
    let body = r#"{"key":"/flow/forever"}"#;
    let _running = crate::dev_http::send(server.url(), "POST", "/api/runAction", "", body).await;
    telemetry.count.clone().wait_for(|posts| *posts > 0).await.unwrap();
    let spans = telemetry.spans();
    assert_eq!((&spans[0]["endTime"], &spans[0]["displayName"]), (&json!(0.0), &json!("forever")));
}

#[tokio::test]
async fn a_tool_may_say_where_traces_go() {
    let telemetry = Telemetry::start().await;
    let server = serve(&runtime().await, options()).await.unwrap();
    run(&server, 0).await;
    post(server.url(), "/api/notify", &json!({"telemetryServerUrl": telemetry.url})).await;
    run(&server, 1).await;
    // What waited was sent, too.
    let roots = |spans: Vec<Value>| spans.iter().filter(|span| span.get("parentSpanId").is_none()).count();
    assert_eq!(roots(telemetry.spans()), 2);
}

#[tokio::test]
async fn what_the_environment_said_stands() {
    let (mine, other) = (Telemetry::start().await, Telemetry::start().await);
    let server = serve(&runtime().await, options().telemetry_server(&mine.url)).await.unwrap();
    post(server.url(), "/api/notify", &json!({"telemetryServerUrl": other.url})).await;
    run(&server, 0).await;
    assert_eq!((mine.spans().len(), other.spans().len()), (1, 0));
}

#[tokio::test]
async fn a_server_that_comes_back_gets_what_waited() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let options = options().telemetry_server(format!("http://{address}"));
    let server = serve(&runtime().await, options).await.unwrap();
    let traces: Vec<Value> = vec![run(&server, 0).await, run(&server, 0).await];
    let telemetry = Telemetry::at(TcpListener::bind(address).await.unwrap());
    telemetry.count.clone().wait_for(|posts| *posts >= 2).await.unwrap();
    let arrived: Vec<Value> = telemetry.spans().iter().map(|span| span["traceId"].clone()).collect();
    for trace in traces {
        assert!(arrived.contains(&trace["telemetry"]["traceId"]));
    }
    telemetry.task.abort();
}

#[tokio::test(start_paused = true)]
async fn a_server_that_hangs_costs_one_wait_and_no_run() {
    // It accepts connections and never answers.
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let ai = runtime().await;
    let options = options().telemetry_server(format!("http://{}", listener.local_addr().unwrap()));
    let server = serve(&ai, options).await.unwrap();
    let before = tokio::time::Instant::now();
    ai.run_json("/flow/steps", 3.into()).await.unwrap();
    assert_eq!(before.elapsed(), Duration::ZERO);
    ai.flush_tracing().await;
    assert_eq!(before.elapsed().as_secs(), 1);
    for _ in 0..20 {
        ai.run_json("/flow/steps", 3.into()).await.unwrap();
        ai.flush_tracing().await;
    }
    assert_eq!(before.elapsed().as_secs(), 1);
    server.stop().await;
}

#[tokio::test]
async fn a_hundred_runs_of_two_runtimes_do_not_mix() {
    let telemetry = Telemetry::start().await;
    let options = || options().telemetry_server(&telemetry.url);
    let servers = [
        Arc::new(serve(&runtime().await, options()).await.unwrap()),
        Arc::new(serve(&runtime().await, options()).await.unwrap()),
    ];
    let mut runs = tokio::task::JoinSet::new();
    for n in 0..100_u32 {
        let server = servers[n as usize % 2].clone();
        runs.spawn(async move { (n % 7, run(&server, n % 7).await["telemetry"]["traceId"].clone()) });
    }
    let runs = runs.join_all().await;
    let spans = telemetry.spans();
    for (n, trace) in runs {
        let of: Vec<&Value> = spans.iter().filter(|span| span["traceId"] == trace).collect();
        assert_eq!(of.len() as u32, n + 1, "{trace}");
        let root = of.iter().find(|span| span.get("parentSpanId").is_none()).unwrap();
        assert_eq!(root["attributes"]["genkit:input"], n.to_string());
        assert!(
            of.iter().all(|span| span["spanId"] == root["spanId"] || span["parentSpanId"] == root["spanId"])
        );
    }
}
