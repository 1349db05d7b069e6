//! The demonstration, and one input from the command line.

use serde_json::json;

use crate::support::{quickstart, run};

/// The trace without the times, which differ from run to run.
fn tree(stderr: &str) -> Vec<String> {
    let line = |line: &str| {
        line.split_whitespace()
            .filter(|word| *word != "ms" && word.parse::<f64>().is_err())
            .collect::<Vec<_>>()
            .join(" ")
    };
    stderr.lines().map(line).filter(|line| !line.is_empty()).collect()
}

#[test]
fn a_dish_follows_from_the_theme_and_from_what_the_market_has() {
    let done = run(&["suggest_dish", r#"{"theme": "seaside"}"#]);
    let dish = json!({
        "name": "Seaside mussels with samphire and potatoes",
        "ingredients": ["mussels", "samphire", "potatoes"],
        "price_usd": 20.5 + 1.0,
    });
    assert_eq!(done.lines, [json!({"flow": "suggest_dish", "result": dish})]);
    assert_eq!(done.code, 0);

    let done = run(&["suggest_dish", r#"{"theme": "seaside", "vegetarian": true}"#]);
    assert_eq!(done.results()[0]["ingredients"], json!(["samphire", "potatoes", "lemon"]));

    let done = run(&["suggest_dish", r#"{"theme": "an \"old\" forest,\nby the lake \u00e9"}"#]);
    assert_eq!(
        done.results()[0]["name"],
        "An \"old\" forest,\nby the lake é smoked trout with chanterelles and potatoes"
    );
}

#[test]
fn the_trace_shows_model_tool_and_model_again() {
    let done = run(&["suggest_dish", r#"{"theme": "seaside"}"#]);
    let expected = [
        "flow suggest_dish",
        "└─ util generate",
        "├─ model demo/cook",
        "├─ tool visit_market",
        "└─ util generate",
        "└─ model demo/cook",
    ];
    assert_eq!(tree(&done.stderr), expected);
}

#[test]
fn a_streaming_flow_writes_its_chunks_before_its_result() {
    let done = run(&["present_dish", r#"{"theme": "street party"}"#]);
    let (result, chunks) = done.lines.split_last().unwrap();
    let said: String = chunks.iter().map(|line| line["chunk"].as_str().unwrap()).collect();
    assert!(chunks.len() > 5, "{chunks:?}");
    assert_eq!(result["result"], said);
    assert_eq!(
        said,
        "Tonight: Street party chickpeas with tortillas and potatoes. We make it of chickpeas, tortillas and potatoes. 8.00 dollars."
    );
}

#[test]
fn alone_it_gives_a_demonstration_of_both_flows() {
    let done = run(&[]);
    assert_eq!(done.code, 0);
    assert_eq!(done.results().len(), 2);
    assert_eq!(done.lines[0]["flow"], "suggest_dish");
    assert!(tree(&done.stderr).contains(&"├─ flow suggest_dish".to_owned()), "{}", done.stderr);
}

#[test]
fn help_names_every_flow() {
    let output = quickstart().arg("--help").output().unwrap();
    let help = String::from_utf8(output.stdout).unwrap();
    assert!(output.status.success());
    for told in ["Usage:", "--file FILE", "suggest_dish", "present_dish"] {
        assert!(help.contains(told), "{told} is missing in\n{help}");
    }
}

#[test]
fn a_reader_that_has_enough_ends_the_run() {
    let mut child = quickstart()
        .arg("present_dish")
        .arg(r#"{"theme": "farm"}"#)
        .stdout(std::process::Stdio::piped())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let output = child.wait_with_output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(!told.contains("panicked") && !told.contains("error"), "{told}");
}
