//! Whoever is killed, the others go on, say so in one line, and the next start is clean.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use genkit::dev::{TraceQuery, TraceStore};
use libtest_mimic::Trial;
use serde_json::json;

use crate::http::{ask, run};
use crate::program::{Project, until};
use crate::telemetry::{Spans, Telemetry};

pub(crate) fn trials() -> Vec<Trial> {
    let trial = |name: &str, test: fn()| {
        Trial::test(format!("crash::{name}"), move || {
            test();
            Ok(())
        })
    };
    vec![
        trial("the_program_is_killed_again_and_again", the_program_is_killed_again_and_again),
        trial(
            "the_telemetry_server_is_killed_again_and_again",
            the_telemetry_server_is_killed_again_and_again,
        ),
        trial("a_signal_ends_the_program_as_it_should", a_signal_ends_the_program_as_it_should),
    ]
}

/// Some moment up to a third of a second from now.
fn some_moment(seed: &mut u64) -> Duration {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    Duration::from_micros((*seed >> 33) % 300_000)
}

fn seed() -> u64 {
    let seed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64;
    println!("seed {seed}");
    seed
}

fn the_program_is_killed_again_and_again() {
    let project = Project::new();
    let mut seed = seed();
    for _ in 0..8 {
        let program = project.start(None);
        let url = program.url.clone();
        let runs = std::thread::spawn(move || {
            let mut done = 0;
            while run(&url, "/flow/greet", &json!("Ada")).is_ok_and(|answer| answer["result"].is_string()) {
                done += 1;
            }
            done
        });
        std::thread::sleep(some_moment(&mut seed));
        program.kill();
        runs.join().unwrap();
    }
    // The next start removes what the killed ones left, and every trace can be read.
    let program = project.start(None);
    until(|| (project.runtimes().len() == 1).then_some(()));
    assert_eq!(run(&program.url, "/flow/greet", &json!("Eve")).unwrap()["result"], "echo: Hello Eve");
    assert_eq!(program.terminate(), Some(0));
    let traces = TraceStore::new(&project.0).list(&TraceQuery::new().limit(usize::MAX)).unwrap();
    let files = std::fs::read_dir(project.0.join(".genkit/traces")).unwrap().count();
    assert_eq!(traces.len(), files, "a trace is damaged");
    assert!(files > 0 && project.runtimes().is_empty());
}

fn the_telemetry_server_is_killed_again_and_again() {
    let project = Project::new();
    let spans = Spans::default();
    let mut seed = seed();
    let telemetry = Telemetry::start(SocketAddr::from(([127, 0, 0, 1], 0)), &spans);
    let (address, url) = (telemetry.address, telemetry.url());
    let program = project.start(Some(&url));
    let (stop, done) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicUsize::new(0)));
    let runs = {
        let (url, stop, done) = (program.url.clone(), stop.clone(), done.clone());
        std::thread::spawn(move || {
            let mut traces = Vec::new();
            while !stop.load(Ordering::SeqCst) {
                let answer = run(&url, "/flow/steps", &json!("abc")).unwrap();
                assert_eq!(answer["result"], json!({"up": "ABC"}));
                traces.push(answer["telemetry"]["traceId"].as_str().unwrap().to_owned());
                done.fetch_add(1, Ordering::SeqCst);
                std::thread::sleep(Duration::from_millis(5));
            }
            traces
        })
    };
    let mut server = Some(telemetry);
    let mut outages = 0;
    for _ in 0..5 {
        std::thread::sleep(some_moment(&mut seed));
        drop(server.take());
        outages += 1;
        // Runs go on as before; what waits is told in one line.
        let before = done.load(Ordering::SeqCst);
        until(|| (done.load(Ordering::SeqCst) > before + 3).then_some(()));
        until(|| (program.said("does not answer").len() == outages).then_some(()));
        server = Some(Telemetry::start(address, &spans));
        until(|| (program.said("answers again").len() == outages).then_some(()));
    }
    stop.store(true, Ordering::SeqCst);
    let traces = runs.join().unwrap();
    assert_eq!(program.said("does not answer").len(), outages);
    assert_eq!(program.terminate(), Some(0));
    // Whatever was not under way when a server was killed has arrived in the end.
    let spans = spans.lock().unwrap();
    let arrived = |trace: &&String| spans.iter().any(|span| span["traceId"] == trace.as_str());
    let missing = traces.iter().filter(|trace| !arrived(trace)).count();
    assert_eq!(missing, 0, "of {} traces", traces.len());
}

fn a_signal_ends_the_program_as_it_should() {
    let project = Project::new();
    let spans = Spans::default();
    let telemetry = Telemetry::start(SocketAddr::from(([127, 0, 0, 1], 0)), &spans);
    let program = project.start(Some(&telemetry.url()));
    let url = program.url.clone();
    // A run that is under way is no reason to stay; whoever waits for it is told.
    let slow = std::thread::spawn(move || run(&url, "/flow/slow", &json!(null)).unwrap());
    until(|| (!spans.lock().unwrap().is_empty()).then_some(()));
    assert_eq!(ask(&program.url, "GET", "/api/__health", "").unwrap(), "OK");
    assert_eq!(program.terminate(), Some(0));
    assert_eq!(slow.join().unwrap()["error"]["code"], 1);
    let cancelled = |span: &serde_json::Value| span["status"]["code"] == 2 && span["displayName"] == "slow";
    assert!(spans.lock().unwrap().iter().any(cancelled), "its trace is left open");
    assert!(project.runtimes().is_empty());
}
