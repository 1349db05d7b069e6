//! What a program leaves in the folder of its project: the runtime file while it is served, and its traces.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use genkit::dev::{DevOptions, TraceQuery, TraceStore, runtimes, serve};
use genkit::{Ctx, Error, Flow, Genkit, Status};
use serde_json::{Value, json};

/// A folder that is removed at the end.
struct Project(PathBuf);

impl Project {
    fn new() -> Self {
        static NEXT: AtomicU32 = AtomicU32::new(0);
        let name = format!("genkit-project-{}-{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let folder = std::env::temp_dir().join(name);
        std::fs::create_dir_all(&folder).unwrap();
        Self(folder)
    }

    fn files(&self, folder: &str) -> Vec<PathBuf> {
        let Ok(entries) = std::fs::read_dir(self.0.join(".genkit").join(folder)) else { return Vec::new() };
        entries.map(|entry| entry.unwrap().path()).filter(|path| path.is_file()).collect()
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

async fn runtime() -> Genkit {
    let greet = Flow::builder("greet").handler(|name: String, ctx: Ctx| async move {
        ctx.step("compose", async { Ok::<_, Error>(format!("Hello, {name}!")) }).await
    });
    let fails =
        Flow::builder("fails").handler(|(): (), _| async { Err::<(), _>(Error::not_found("no dish")) });
    Genkit::builder().without_discovery().name("demo").register_all([greet, fails]).build().await.unwrap()
}

fn options(project: &Path) -> DevOptions {
    DevOptions::new().port(0).project_root(project).trace_files(true)
}

#[tokio::test]
async fn the_runtime_file_is_there_while_it_is_served() {
    let project = Project::new();
    let server = serve(&runtime().await, options(&project.0)).await.unwrap();
    let files = project.files("runtimes");
    let told: Value = serde_json::from_slice(&std::fs::read(&files[0]).unwrap()).unwrap();
    assert_eq!(told["id"], server.id());
    assert_eq!(told["pid"], std::process::id());
    assert_eq!((&told["name"], &told["reflectionServerUrl"]), (&json!("demo"), &json!(server.url())));
    assert_eq!(told["reflectionApiSpecVersion"], 1);
    assert!(told["genkitVersion"].as_str().unwrap().starts_with("rust/"));
    let timestamp = told["timestamp"].as_str().unwrap();
    assert!(timestamp.ends_with('Z') && timestamp.len() == "2026-01-01T00:00:00.000Z".len());
    assert!(files[0].file_name().unwrap().to_str().unwrap().starts_with(&format!("{}-", server.id())));
    server.stop().await;
    assert!(project.files("runtimes").is_empty());
    assert!(project.files("").is_empty(), "a draft is left");
}

#[tokio::test]
async fn an_id_that_was_given_is_the_one_that_is_asked_for() {
    let project = Project::new();
    let options = options(&project.0).runtime_id("mine/1");
    let server = serve(&runtime().await, options).await.unwrap();
    assert_eq!(runtimes(&project.0).unwrap()[0].1.id, "mine/1");
    assert_eq!(crate::dev_http::get(server.url(), "/api/__health?id=mine%2F1").await.0, 200);
}

#[tokio::test]
async fn files_of_the_killed_are_swept() {
    let project = Project::new();
    let folder = project.0.join(".genkit/runtimes");
    std::fs::create_dir_all(&folder).unwrap();
    // A port that was free a moment ago.
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let dead = json!({
        "id": "1-2", "pid": 1, "reflectionServerUrl": format!("http://localhost:{port}"), "timestamp": "x",
    });
    std::fs::write(folder.join("dead.json"), dead.to_string()).unwrap();
    // Another one has its port by now.
    let other = serve(&runtime().await, DevOptions::new().port(0).runtime_file(false)).await.unwrap();
    let replaced = json!({"id": "1-3", "pid": 1, "reflectionServerUrl": other.url(), "timestamp": "x"});
    std::fs::write(folder.join("replaced.json"), replaced.to_string()).unwrap();
    let server = serve(&runtime().await, options(&project.0)).await.unwrap();
    while project.files("runtimes").len() > 1 {
        tokio::task::yield_now().await;
    }
    let left = runtimes(&project.0).unwrap();
    assert_eq!(left[0].1.id, server.id());
    assert!(!left[0].1.is_stale().await);
}

#[tokio::test]
async fn traces_are_kept_as_files_where_there_is_no_tool() {
    let project = Project::new();
    let ai = runtime().await;
    let server = serve(&ai, options(&project.0)).await.unwrap();
    ai.run_json("/flow/greet", "Ada".into()).await.unwrap();
    let error = ai.run_json("/flow/fails", Value::Null).await.unwrap_err();
    server.stop().await;

    let store = TraceStore::new(&project.0);
    let all = store.list(&TraceQuery::new()).unwrap();
    assert_eq!(all.len(), 2);
    let failed = store.list(&TraceQuery::new().failed()).unwrap();
    assert_eq!(failed[0].id, error.trace_id().unwrap().to_string());
    assert_eq!((failed[0].name.as_str(), failed[0].kind.as_str()), ("fails", "flow"));
    let greet = store.list(&TraceQuery::new().name("GREET").kind("flow").succeeded()).unwrap();
    let spans = store.get(&greet[0].id).unwrap();
    assert_eq!(spans.iter().map(|span| span.name.as_str()).collect::<Vec<_>>(), ["greet", "compose"]);
    assert_eq!(spans[0].attribute("genkit:output"), Some(&json!("\"Hello, Ada!\"")));
    let tree = genkit::trace::print_tree(&spans);
    assert!(tree.starts_with("flow greet") && tree.contains("└─ flowStep compose"), "{tree}");

    assert_eq!(store.get(&"0".repeat(32)).unwrap_err().status(), Status::NotFound);
    assert_eq!(store.get("../runtimes/x").unwrap_err().status(), Status::InvalidArgument);

    // In the CLI's layout: a file for a trace, and a line in the index for its root.
    let files = project.files("traces");
    let told: Value = serde_json::from_slice(&std::fs::read(&files[0]).unwrap()).unwrap();
    assert_eq!(told["traceId"], files[0].file_name().unwrap().to_str().unwrap());
    let index = std::fs::read_to_string(&project.files("traces_idx")[0]).unwrap();
    let lines: Vec<Value> = index.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(lines.iter().map(|line| &line["status"]).collect::<Vec<_>>(), [&json!(0), &json!(2)]);
    assert!(lines.iter().all(|line| line["end"].as_f64() >= line["start"].as_f64()));
}

#[tokio::test]
async fn spans_that_come_late_join_their_trace() {
    let project = Project::new();
    let store = TraceStore::new(&project.0);
    let ai = runtime().await;
    let (sender, spans) = std::sync::mpsc::channel();
    ai.add_trace_sink(Collect(std::sync::Mutex::new(sender)));
    ai.run_json("/flow/greet", "Ada".into()).await.unwrap();
    let spans: Vec<_> = spans.try_iter().collect();
    // The root's start arrives after its end.
    for at in [3, 2, 0] {
        store.save(&spans[at..=at]).unwrap();
    }
    let read = store.get(&spans[0].trace_id.to_string()).unwrap();
    assert_eq!(read.len(), 2);
    assert!(read.iter().all(|span| span.end_ms.is_some()));
}

struct Collect(std::sync::Mutex<std::sync::mpsc::Sender<genkit::trace::SpanRecord>>);

impl genkit::trace::TraceSink for Collect {
    fn span_started(&self, span: &genkit::trace::SpanRecord) {
        self.0.lock().unwrap().send(span.clone()).unwrap();
    }

    fn span_ended(&self, span: &genkit::trace::SpanRecord) {
        self.span_started(span);
    }
}
