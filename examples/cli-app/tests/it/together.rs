//! Two programs and a hundred runs at once in one project: no trace mixes.

use std::net::SocketAddr;

use genkit::dev::TraceStore;
use libtest_mimic::Trial;
use serde_json::{Value, json};

use crate::http::run;
use crate::program::{Program, Project};
use crate::telemetry::{Spans, Telemetry};

pub(crate) fn trials() -> Vec<Trial> {
    vec![
        Trial::test("together::traces_of_two_programs_in_one_folder", || {
            in_one_folder();
            Ok(())
        }),
        Trial::test("together::traces_of_two_programs_at_one_server", || {
            at_one_server();
            Ok(())
        }),
    ]
}

/// Runs `greet` a hundred times at once, on both programs in turn; gives names and traces.
fn hundred_runs(programs: &[Program; 2]) -> Vec<(String, String)> {
    let runs: Vec<_> = (0..100)
        .map(|n| {
            let (url, name) = (programs[n % 2].url.clone(), format!("name-{n}"));
            std::thread::spawn(move || {
                let answer = run(&url, "/flow/greet", &json!(name)).unwrap();
                assert_eq!(answer["result"], format!("echo: Hello {name}"));
                (name, answer["telemetry"]["traceId"].as_str().unwrap().to_owned())
            })
        })
        .collect();
    runs.into_iter().map(|run| run.join().unwrap()).collect()
}

/// The flow, the call and the model, each below the other, and each about this name only.
fn check(name: &str, spans: &[Value]) {
    let find = |kind: &str| {
        let mut of_kind = spans.iter().filter(|span| span["displayName"] == kind);
        let span = of_kind.next().unwrap_or_else(|| panic!("no {kind} in the trace of {name}"));
        assert!(of_kind.next().is_none(), "several {kind} in the trace of {name}");
        span
    };
    let [flow, call, model] = ["greet", "generate", "echo"].map(find);
    assert_eq!(spans.len(), 3);
    assert_eq!(call["parentSpanId"], flow["spanId"]);
    assert_eq!(model["parentSpanId"], call["spanId"]);
    assert_eq!(flow["attributes"]["genkit:input"], json!(name).to_string());
    for span in [flow, call, model] {
        assert!(span["attributes"]["genkit:output"].as_str().unwrap().contains(&format!("Hello {name}\"")));
    }
}

fn in_one_folder() {
    let project = Project::new();
    let programs = [project.start(None), project.start(None)];
    let runs = hundred_runs(&programs);
    for program in programs {
        assert_eq!(program.terminate(), Some(0));
    }
    let store = TraceStore::new(&project.0);
    for (name, trace) in runs {
        let spans = store.get(&trace).unwrap();
        let spans: Vec<Value> = spans.iter().map(|span| serde_json::to_value(span).unwrap()).collect();
        check(&name, &spans);
    }
}

fn at_one_server() {
    let project = Project::new();
    let spans = Spans::default();
    let telemetry = Telemetry::start(SocketAddr::from(([127, 0, 0, 1], 0)), &spans);
    let programs = [project.start(Some(&telemetry.url())), project.start(Some(&telemetry.url()))];
    let runs = hundred_runs(&programs);
    let spans = spans.lock().unwrap();
    for (name, trace) in runs {
        let ended = |span: &&Value| span["traceId"] == trace.as_str() && span["endTime"] != 0.0;
        let of: Vec<Value> = spans.iter().filter(ended).cloned().collect();
        check(&name, &of);
    }
}
