//! Clients that behave badly, at a size that counts: the server stays small, and goes on.

use std::io::{Read, Write};

use libtest_mimic::Trial;

use crate::program::{Program, answer};

pub(crate) fn trials() -> Vec<Trial> {
    let trial = |name: &str, test: fn()| {
        Trial::test(format!("bad::{name}"), move || {
            test();
            Ok(())
        })
    };
    vec![
        trial("a_hundred_megabytes_are_not_kept", a_hundred_megabytes_are_not_kept),
        trial("a_thousand_connections_may_be_idle", a_thousand_connections_may_be_idle),
        trial("a_thousand_requests_in_a_pipe_are_answered", a_thousand_requests_in_a_pipe_are_answered),
        trial(
            "a_body_of_one_long_list_is_refused_in_few_words",
            a_body_of_one_long_list_is_refused_in_few_words,
        ),
    ]
}

const ECHO: &str = r#"{"data":{"name":"x","count":1}}"#;
const ANSWER: &str = r#"{"result":{"name":"x","count":1}}"#;

fn goes_on(program: &Program, most: u64) {
    assert_eq!(program.post("/echo", ECHO), (200, ANSWER.to_owned()));
    if let Some(peak) = program.peak_mib() {
        assert!(peak < most, "the server took {peak} MiB");
    }
}

fn a_hundred_megabytes_are_not_kept() {
    let program = Program::start();
    let head = "POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nconnection: close\r\n";
    let megabyte = vec![b' '; 1 << 20];
    // With a length, and in chunks; all of it is sent before anything is read.
    let mut stream = program.connect();
    write!(stream, "{head}content-length: {}\r\n\r\n", 100 << 20).unwrap();
    for _ in 0..100 {
        stream.write_all(&megabyte).unwrap();
    }
    let (status, body) = answer(&mut stream);
    assert!(status == 413 && body.contains("INVALID_ARGUMENT"), "{status} {body}");
    let mut stream = program.connect();
    write!(stream, "{head}transfer-encoding: chunked\r\n\r\n").unwrap();
    for _ in 0..100 {
        write!(stream, "{:x}\r\n", megabyte.len()).unwrap();
        stream.write_all(&megabyte).unwrap();
        stream.write_all(b"\r\n").unwrap();
    }
    stream.write_all(b"0\r\n\r\n").unwrap();
    let (status, body) = answer(&mut stream);
    assert!(status == 413 && body.contains("INVALID_ARGUMENT"), "{status} {body}");
    goes_on(&program, 64);
}

fn a_thousand_connections_may_be_idle() {
    let program = Program::start();
    // Some systems give a process fewer files than that.
    let mut idle = Vec::new();
    while idle.len() < 1000 {
        match std::net::TcpStream::connect(("127.0.0.1", program.port)) {
            Ok(stream) => idle.push(stream),
            Err(_) => {
                idle.truncate(idle.len() - 20);
                break;
            }
        }
    }
    assert!(idle.len() > 200);
    goes_on(&program, 64);
    let last = idle.last_mut().unwrap();
    let head = "POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nconnection: close\r\n";
    write!(last, "{head}content-length: {}\r\n\r\n{ECHO}", ECHO.len()).unwrap();
    assert_eq!(answer(last), (200, ANSWER.to_owned()));
}

fn a_thousand_requests_in_a_pipe_are_answered() {
    let program = Program::start();
    let head = "POST /echo HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\n";
    let one = format!("{head}content-length: {}\r\n\r\n{ECHO}", ECHO.len());
    let mut stream = program.connect();
    let mut reader = stream.try_clone().unwrap();
    let writer = std::thread::spawn(move || stream.write_all(one.repeat(1000).as_bytes()).map(|()| stream));
    let (mut all, mut piece) = (Vec::new(), [0; 16 * 1024]);
    while String::from_utf8_lossy(&all).matches(ANSWER).count() < 1000 {
        let read = reader.read(&mut piece).unwrap();
        assert!(read > 0, "closed too early");
        all.extend_from_slice(&piece[..read]);
    }
    drop(writer.join().unwrap().unwrap());
    assert_eq!(String::from_utf8_lossy(&all).matches("HTTP/1.1 200 OK").count(), 1000);
    goes_on(&program, 64);
}

fn a_body_of_one_long_list_is_refused_in_few_words() {
    let program = Program::start();
    let (status, body) = program.post("/echo", &format!("{{\"data\":[{}1]}}", "1,".repeat(1_500_000)));
    assert_eq!(status, 400);
    assert!(body.len() < 10_000, "{} bytes", body.len());
    goes_on(&program, 512);
}
