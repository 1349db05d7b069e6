//! Others' tools, where `accept.sh` installed them.

use std::path::{Path, PathBuf};
use std::process::Command;

use libtest_mimic::Trial;

use crate::program::Program;

pub(crate) fn trials() -> Vec<Trial> {
    let (client, npm) = (shared().join("cli/flow-http/client.mjs"), target().join("genkit-client"));
    let genkit = npm.join("node_modules/genkit");
    let (validator, schemathesis) = (tool("openapi-spec-validator"), tool("schemathesis"));
    vec![
        trial("the_program_prints_its_document", &[], the_program_prints_its_document),
        trial("the_official_client", &[&genkit, &client], || {
            let said = client_says(&shared().join("cli/flow-http/client.mjs"));
            assert!(said.contains("0 failed"), "{said}");
        }),
        trial("the_official_client_of_agents", &[&genkit], || {
            let said = client_says(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/agents.mjs"));
            assert!(said.contains("6 checks of agents passed"), "{said}");
        }),
        trial("the_document_is_valid", &[&validator], the_document_is_valid),
        trial("what_the_document_says_holds", &[&schemathesis], || {
            // `boom` answers with 500 on purpose; of agents no schema says that a turn is left to itself with a store only.
            what_the_document_says_holds(&["--exclude-path", "/boom", "--exclude-path", "/waiter"]);
            what_the_document_says_holds(&[
                "--include-path",
                "/waiter",
                "--exclude-checks",
                "positive_data_acceptance",
            ]);
        }),
    ]
}

fn trial(name: &str, needs: &[&Path], test: fn()) -> Trial {
    match needs.iter().find(|path| !path.exists()) {
        None => Trial::test(format!("tools::{name}"), move || {
            test();
            Ok(())
        }),
        Some(absent) => {
            let absent = absent.file_name().unwrap().to_string_lossy().into_owned();
            let why = format!("tools::{name} (no {absent}: accept.sh --install)");
            Trial::test(why, || Ok(())).with_ignored_flag(true)
        }
    }
}

/// Cargo's target folder.
fn target() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap().to_owned()
}

fn shared() -> PathBuf {
    let beside = || Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared");
    std::env::var_os("GENKIT_SHARED").map_or_else(beside, PathBuf::from)
}

fn tool(name: &str) -> PathBuf {
    target().join("openapi-tools/bin").join(name)
}

fn run(command: &mut Command) -> String {
    let output = command.output().unwrap();
    let said = [output.stdout, output.stderr].map(|out| String::from_utf8_lossy(&out).into_owned()).concat();
    assert!(output.status.success(), "{said}");
    said
}

/// As `cargo genkit openapi` asks it to.
fn the_program_prints_its_document() {
    let text = run(Command::new(env!("CARGO_BIN_EXE_flow-server")).env("GENKIT_PRINT", "openapi"));
    assert!(text.contains("\"openapi\": \"3.1.0\"") && text.contains("\"/countdown\""), "{text}");
}

/// What a program of the official client says, which is given the address of this one.
fn client_says(script: &Path) -> String {
    let program = Program::start();
    // Modules are looked for beside the file that imports them.
    let here = target().join("genkit-client").join(script.file_name().unwrap());
    std::fs::copy(script, &here).unwrap();
    run(Command::new("node").arg(here).arg(program.url()))
}

fn the_document_is_valid() {
    let program = Program::start();
    let document = target().join("flow-server-openapi.json");
    let text = run(Command::new("curl").args(["-sSf", &(program.url() + "/openapi.json")]));
    std::fs::write(&document, text).unwrap();
    run(Command::new(tool("openapi-spec-validator")).args(["--schema", "3.1.0"]).arg(document));
}

fn what_the_document_says_holds(of: &[&str]) {
    let program = Program::start();
    let told = run(Command::new(tool("schemathesis"))
        .args(["run", &(program.url() + "/openapi.json"), "--max-examples", "10"])
        .args(of)
        .args(["--header", "authorization: s3cret", "--request-timeout", "20", "--seed", "1"])
        .current_dir(env!("CARGO_TARGET_TMPDIR")));
    // It warns that `/clerk` lets nobody in without a token, which is as it should be.
    assert!(told.contains("generated") && !told.contains("❌"), "{told}");
}
