//! Files of many inputs.

use serde_json::json;

use crate::support::{file, run, run_file, run_with};

#[test]
fn good_lines_are_answered_and_bad_ones_named() {
    let done = run_file(
        "mixed.jsonl",
        r#"{"flow": "suggest_dish", "input": {"theme": "seaside"}}
{"flow": "suggest_dish", "input": {"theme": 7}}
{"flow": "suggest_dish", "input": {}}
{"flow": "suggest_dich", "input": {"theme": "seaside"}}

{"flow": "present_dish"}
{"flow": 1, "input": {}}
{"flow": "suggest_dish", "input": {"theme": "farm"}, "more": 1}
[1, 2]
{"flow": "suggest_dish",
{"flow": "present_dish", "input": {"theme": "forest", "vegetarian": true}}"#,
    );
    assert_eq!(
        done.stderr,
        "FILE:2: theme: must be string\n\
         FILE:3: (root): must have required property 'theme'\n\
         FILE:4: flow: there is no `suggest_dich`, only present_dish and suggest_dish\n\
         FILE:6: missing field `input`\n\
         FILE:7: flow: invalid type: integer `1`, expected a string\n\
         FILE:8: more: unknown field `more`, expected `flow` or `input`\n\
         FILE:9: must be an object with `flow` and `input`\n\
         FILE:10: not JSON: EOF while parsing a value at column 24\n"
    );
    assert_eq!(done.code, 1);
    let told: Vec<_> = done
        .lines
        .iter()
        .map(|line| (line["line"].as_u64().unwrap(), line["flow"].as_str().unwrap()))
        .collect();
    assert_eq!(told, [(1, "suggest_dish"), (11, "present_dish")]);
    assert_eq!(done.results()[0]["ingredients"], json!(["mussels", "samphire", "potatoes"]));
}

#[test]
fn every_line_of_a_long_file_is_answered_in_order() {
    let themes = ["seaside", "mountain", "forest", "farm", "desert"];
    let lines: String = (0..200)
        .map(|i| {
            format!(
                "{}\n",
                json!({"flow": "suggest_dish", "input": {"theme": format!("{} {i}", themes[i % 5])}})
            )
        })
        .collect();
    let done = run_file("long.jsonl", lines);
    assert_eq!((done.code, done.stderr.as_str()), (0, ""));
    assert_eq!(done.lines.len(), 200);
    for (i, line) in done.lines.iter().enumerate() {
        assert_eq!(line["line"], i + 1);
        let name = line["result"]["name"].as_str().unwrap().to_lowercase();
        assert!(name.starts_with(&format!("{} {i} ", themes[i % 5])), "{name}");
    }
}

#[test]
fn with_a_flow_each_line_is_its_input() {
    let path = file("themes.jsonl", "{\"theme\": \"lake\"}\n{\"thema\": \"lake\"}\n");
    let path = path.to_str().unwrap();
    let done = run(&["suggest_dish", "--file", path]);
    assert_eq!(done.results()[0]["ingredients"][0], "smoked trout");
    let told = format!(
        "{path}:2: (root): must NOT have additional properties: thema; (root): must have required property 'theme'\n"
    );
    let other = format!(
        "{path}:2: (root): must have required property 'theme'; (root): must NOT have additional properties: thema\n"
    );
    assert!(done.stderr == told || done.stderr == other, "{}", done.stderr);
}

#[test]
fn standard_input_is_a_file_too() {
    let done = run_with(&["suggest_dish", "-f", "-"], "{\"theme\": \"lake\"}\nlake\n");
    assert_eq!(done.results().len(), 1);
    assert_eq!(done.stderr, "standard input:2: not JSON: expected value at column 1\n");
}

#[test]
fn a_file_from_windows_is_read() {
    let done = run_file(
        "windows.jsonl",
        "\u{feff}{\"flow\": \"suggest_dish\", \"input\": {\"theme\": \"sea\"}}\r\n\r\n",
    );
    assert_eq!((done.code, done.lines.len(), done.stderr.as_str()), (0, 1, ""));
}
