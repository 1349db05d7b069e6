//! Ways out of the folder, none of which leads out.

#![cfg(target_os = "linux")]

use std::fs;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use serde_json::{Value, json};

use super::{Place, SECRET, link};

/// Counts what was tried and what came of it.
#[derive(Default)]
struct Count {
    attacks: u32,
    executed: u32,
}

impl Count {
    /// Nothing of the secret came back, and nothing outside changed.
    fn check(&mut self, place: &Place, what: &str, answer: &Value) {
        self.attacks += 1;
        let told = answer.to_string().contains(SECRET);
        let mut outside: Vec<_> =
            fs::read_dir(&place.outside).unwrap().map(|e| e.unwrap().file_name()).collect();
        outside.sort();
        let whole = outside == ["secret.txt"]
            && fs::read_to_string(place.outside.join("secret.txt")).unwrap() == SECRET;
        if told || !whole {
            self.executed += 1;
            panic!("{what}: {answer}");
        }
    }
}

/// Every tool on this path.
async fn try_all(place: &Place, count: &mut Count, path: &str) {
    let tries = [
        ("read_file", json!({"filePath": path})),
        ("write_file", json!({"filePath": path, "content": "overwritten"})),
        ("edit_file", json!({"filePath": path, "oldString": "SECRET", "newString": "X"})),
        ("write_file", json!({"filePath": format!("{path}/made.txt"), "content": "made"})),
        ("read_file", json!({"filePath": format!("{path}/secret.txt")})),
        ("list_files", json!({"dirPath": path, "recursive": true})),
    ];
    for (tool, input) in tries {
        let what = format!("{tool} {input}");
        let answer = place.run(tool, input).await;
        count.check(place, &what, &answer);
        if tool == "list_files" {
            assert!(!answer.to_string().contains("secret.txt\""), "{what}: {answer}");
        }
    }
}

#[genkit::test]
async fn nothing_leads_out() {
    let mut count = Count::default();

    // By the path itself, plain, absolute, hidden, encoded.
    let outside = Place::new().outside;
    let here = |path: &str| path.replace("{outside}", outside.to_str().unwrap());
    let paths = [
        "../outside/secret.txt",
        "..",
        "../outside",
        "sub/../../outside/secret.txt",
        "./../outside/secret.txt",
        "sub/./../../outside",
        "../../../../../../../../etc/passwd",
        "/etc/passwd",
        "//etc/passwd",
        "{outside}/secret.txt",
        "{outside}",
        "/proc/self/root{outside}/secret.txt",
        "/proc/self/cwd",
        "/dev/fd/0",
        "hello.txt/../../outside/secret.txt",
        "missing/../../outside/secret.txt",
        "..//outside//secret.txt",
        "%2e%2e/outside/secret.txt",
        "..%2foutside%2fsecret.txt",
        "%2e%2e%2foutside",
        "..%252foutside",
        "..\\outside\\secret.txt",
        "..\u{2215}outside/secret.txt",
        "\u{ff0e}\u{ff0e}/outside/secret.txt",
        ".\u{200b}./outside/secret.txt",
        "..\0/outside/secret.txt",
        "hello.txt\0../outside",
        "file://{outside}/secret.txt",
        "~/secret.txt",
        "$HOME/secret.txt",
        "sub/\n../../outside",
        " ../outside/secret.txt",
        ".../outside",
    ];
    for path in paths {
        let place = Place::new();
        let path = here(path).replace(outside.to_str().unwrap(), place.outside.to_str().unwrap());
        try_all(&place, &mut count, &path).await;
    }

    // Through links: to a file, to a folder, absolute and relative, in chains, in circles.
    type Links = fn(&Place);
    let links: [(&str, Links, &[&str]); 9] = [
        ("file", |p| link(p.outside.join("secret.txt"), p.path("l")), &["l", "./l", "sub/../l"]),
        ("relative file", |p| link("../outside/secret.txt", p.path("l")), &["l"]),
        (
            "folder",
            |p| link(&p.outside, p.path("l")),
            &["l", "l/secret.txt", "l/.", "l/../outside/secret.txt"],
        ),
        ("relative folder", |p| link("../outside", p.path("l")), &["l", "l/secret.txt"]),
        ("deep relative", |p| link("../../outside", p.path("sub/l")), &["sub/l", "sub/l/secret.txt"]),
        (
            "chain",
            |p| {
                link(&p.outside, p.path("one"));
                link("one", p.path("two"));
                link("sub/../two", p.path("three"));
            },
            &["two/secret.txt", "three/secret.txt", "three"],
        ),
        ("root of all", |p| link("/", p.path("l")), &["l/etc/passwd", "l"]),
        ("circle", |p| link("l", p.path("l")), &["l", "l/l/secret.txt"]),
        ("up", |p| link("..", p.path("l")), &["l/outside/secret.txt", "l/root/../outside/secret.txt"]),
    ];
    for (what, make, paths) in links {
        for path in paths {
            let place = Place::new();
            make(&place);
            println!("link: {what} {path}");
            try_all(&place, &mut count, path).await;
        }
    }

    // A link that leads somewhere inside is followed for reading, and replaced by writing.
    let place = Place::new();
    link("hello.txt", place.path("inner"));
    let read = place.run("read_file", json!({"filePath": "inner"})).await;
    assert!(read["output"].as_str().unwrap().starts_with("Hello!"), "{read}");
    link(place.outside.join("secret.txt"), place.path("out"));
    let written = place.run("write_file", json!({"filePath": "out", "content": "mine"})).await;
    count.check(&place, "a link in place of the file to be written", &written);
    assert_eq!(fs::read_to_string(place.path("out")).unwrap(), "mine");

    // What is no file would keep whoever opens it waiting.
    let place = Place::new();
    if Command::new("mkfifo").arg(place.path("pipe")).status().is_ok_and(|status| status.success()) {
        let answer = place.run("read_file", json!({"filePath": "pipe"})).await;
        assert!(answer["output"]["error"].as_str().unwrap().contains("no plain file"), "{answer}");
        count.check(&place, "a pipe", &answer);
        let answer = place.run("write_file", json!({"filePath": "pipe", "content": "x"})).await;
        count.check(&place, "a pipe to write to", &answer);
    }
    raced(&mut count).await;
    println!("filesystem: {} attacks, {} executed", count.attacks, count.executed);
    assert_eq!(count.executed, 0);
}

/// While a tool runs, something else makes a folder a link and back.
async fn raced(count: &mut Count) {
    let place = Arc::new(Place::new());
    fs::create_dir(place.path("swap")).unwrap();
    fs::write(place.path("swap/secret.txt"), "inside").unwrap();
    let stop = Arc::new(AtomicBool::new(false));
    let (stopped, swapping) = (stop.clone(), place.clone());
    link(&place.outside, place.path("bait"));
    let swapper = std::thread::spawn(move || {
        use rustix::fs::{CWD, RenameFlags, renameat_with};
        let (swap, bait) = (swapping.path("swap"), swapping.path("bait"));
        let mut swaps = 0_u64;
        while !stopped.load(Ordering::Relaxed) {
            // In one step the folder is a link that leads out, and the other way round.
            renameat_with(CWD, &swap, CWD, &bait, RenameFlags::EXCHANGE).unwrap();
            swaps += 1;
        }
        swaps
    });
    let mut inside = 0;
    for n in 0..400 {
        let (what, answer) = match n % 4 {
            0 | 1 => ("read", place.run("read_file", json!({"filePath": "swap/secret.txt"})).await),
            2 => {
                ("write", place.run("write_file", json!({"filePath": "swap/out.txt", "content": "x"})).await)
            }
            _ => ("list", place.run("list_files", json!({"dirPath": "swap", "recursive": true})).await),
        };
        inside += u32::from(answer["output"] == "inside");
        count.check(&place, &format!("raced {what}"), &answer);
    }
    stop.store(true, Ordering::Relaxed);
    let swaps = swapper.join().unwrap();
    println!("raced: {swaps} swaps, {inside} reads of what is inside");
    assert!(swaps > 0);
}
