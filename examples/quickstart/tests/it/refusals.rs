//! Bad input: one line that names the place, and an exit code.

use crate::support::{file, run, run_file};

/// What one input on the command line is refused with.
fn refused(flow: &str, input: &str) -> String {
    let done = run(&[flow, input]);
    assert_eq!((done.code, done.lines.len()), (1, 0), "{input}");
    done.stderr.trim_end().to_owned()
}

#[test]
fn an_input_that_does_not_fit_is_refused_by_the_path_of_what_is_wrong() {
    for (input, told) in [
        (r#"{"theme": 7}"#, "command line: theme: must be string"),
        ("{}", "command line: (root): must have required property 'theme'"),
        ("7", "command line: (root): must be object"),
        (r#"{"theme": ""}"#, "command line: theme: must NOT have fewer than 1 characters"),
        (
            r#"{"theme": "x", "vegetarain": true}"#,
            "command line: (root): must NOT have additional properties: vegetarain",
        ),
        (
            r#"{"theme": 7, "vegetarian": "yes"}"#,
            "command line: theme: must be string; vegetarian: must be boolean",
        ),
    ] {
        assert_eq!(refused("suggest_dish", input), told);
        assert_eq!(refused("present_dish", input), told);
    }
}

#[test]
fn what_is_no_flow_or_no_json_is_refused() {
    assert_eq!(
        refused("suggest_dich", "{}"),
        "command line: flow: there is no `suggest_dich`, only present_dish and suggest_dish"
    );
    assert_eq!(refused("suggest_dish", "seaside"), "command line: not JSON: expected value at column 1");
    assert_eq!(
        refused("suggest_dish", r#"{"theme": "seaside""#),
        "command line: not JSON: EOF while parsing an object at column 19"
    );
}

#[test]
fn a_command_line_that_cannot_be_read_is_refused_with_a_code_of_its_own() {
    for (args, told) in [
        (
            &["suggest_dish"][..],
            "command line: `suggest_dish` needs an input, as JSON, or --file; see --help\n",
        ),
        (&["--nope"], "command line: invalid option '--nope'; see --help\n"),
    ] {
        let done = run(args);
        assert_eq!((done.code, done.stderr.as_str()), (2, told));
    }
}

#[test]
fn a_file_that_cannot_be_read_is_refused_by_its_name() {
    let done = run(&["--file", "no/such/inputs.jsonl"]);
    assert_eq!(done.code, 1);
    assert_eq!(done.stderr, "no/such/inputs.jsonl: cannot be read: No such file or directory (os error 2)\n");

    let folder = env!("CARGO_TARGET_TMPDIR");
    let done = run(&["--file", folder]);
    assert_eq!(done.code, 1);
    assert_eq!(done.stderr, format!("{folder}: cannot be read: Is a directory (os error 21)\n"));
}

#[test]
fn a_file_that_is_not_json_is_refused_in_one_line() {
    for (name, content, told) in [
        (
            "words.txt",
            "Dear chef,\nplease cook.\n",
            "FILE:1: not JSON: expected value at column 1 (nor is any other line)\n",
        ),
        ("word.txt", "\nDear chef", "FILE:2: not JSON: expected value at column 1\n"),
    ] {
        let done = run_file(name, content);
        assert_eq!((done.code, done.stderr.as_str()), (1, told));
    }
    let done = run_file(
        "picture.png",
        [0x89, b'P', b'N', b'G', b'\r', b'\n', 0x1a, b'\n', 0xff, 0xfe, b'\n'].repeat(500),
    );
    assert_eq!((done.code, done.stderr.lines().count()), (1, 1), "{}", done.stderr);
}

#[test]
fn an_empty_file_asks_for_nothing() {
    let done = run_file("empty.jsonl", "\n \n");
    assert_eq!((done.code, done.lines.len(), done.stderr.as_str()), (0, 0, ""));
}

#[test]
fn a_traced_run_that_is_refused_draws_nothing() {
    let path = file("traced.jsonl", "{\"theme\": 1}\n{\"theme\": \"farm\"}\n");
    let done = run(&["suggest_dish", "--trace", "--file", path.to_str().unwrap()]);
    assert_eq!(done.code, 1);
    let told: Vec<&str> = done.stderr.lines().collect();
    assert!(told[0].ends_with(":1: theme: must be string"), "{told:?}");
    assert!(told[1].starts_with("flow suggest_dish"), "{told:?}");
}
