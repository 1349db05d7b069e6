//! With the official CLI, where it is installed: `accept.sh` installs it and says where.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use libtest_mimic::Trial;
use serde_json::json;

use crate::http::{ask, run};
use crate::program::{Project, signal, until};

pub(crate) fn trials() -> Vec<Trial> {
    let name = "cli::the_cli_is_killed_and_started_again";
    match genkit() {
        Some(genkit) => vec![Trial::test(name, move || {
            the_cli_is_killed_and_started_again(&genkit);
            Ok(())
        })],
        None => {
            let why = format!("{name} (no genkit-cli: accept.sh --install)");
            vec![Trial::test(why, || Ok(())).with_ignored_flag(true)]
        }
    }
}

/// Where `accept.sh` puts it, unless `GENKIT_CLI` says otherwise.
fn genkit() -> Option<PathBuf> {
    let installed =
        || PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("../genkit-cli/node_modules/.bin/genkit");
    Some(std::env::var_os("GENKIT_CLI").map_or_else(installed, PathBuf::from)).filter(|path| path.exists())
}

/// `genkit start` with the program below it, as a user starts both.
fn start(genkit: &PathBuf, project: &Project, killed: Option<u32>) -> (Child, u32, String) {
    let home = project.0.join("home");
    let settings = home.join(".config/configstore/@genkit-ai/tools-common.json");
    std::fs::create_dir_all(settings.parent().unwrap()).unwrap();
    let opted_out = json!({"userSettings": {"analyticsOptOut": true, "updateNotificationsOptOut": true}});
    std::fs::write(settings, opted_out.to_string()).unwrap();
    let cli = Command::new(genkit)
        .args(["start", "--noui", "--non-interactive", "--no-update-notification", "--"])
        .arg(env!("CARGO_BIN_EXE_cli-app"))
        .current_dir(&project.0)
        .env("HOME", &home)
        .env("XDG_CONFIG_HOME", home.join(".config"))
        .env("GENKIT_CLI_DISABLE_UPDATE_NOTIFICATIONS", "true")
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let info = until(|| project.runtimes().into_iter().find(|info| Some(info.pid) != killed));
    (cli, info.pid, info.reflection_server_url)
}

fn the_cli_is_killed_and_started_again(genkit: &PathBuf) {
    let project = Project::new();
    let greet = |url: &str| run(url, "/flow/greet", &json!("Ada")).unwrap()["result"].clone();
    let (mut cli, pid, url) = start(genkit, &project, None);
    assert_eq!(greet(&url), "echo: Hello Ada");
    cli.kill().unwrap();
    cli.wait().unwrap();
    // Its telemetry server is gone with it; the program goes on.
    for _ in 0..3 {
        assert_eq!(greet(&url), "echo: Hello Ada");
    }
    assert_eq!(ask(&url, "GET", "/api/__health", "").unwrap(), "OK");
    signal("-KILL", pid);
    // The killed program's file is still there; the next start of both is clean.
    assert_eq!(project.runtimes().len(), 1);
    let (mut cli, pid, url) = start(genkit, &project, Some(pid));
    until(|| (project.runtimes().len() == 1).then_some(()));
    assert_eq!(greet(&url), "echo: Hello Ada");
    signal("-TERM", pid);
    until(|| project.runtimes().is_empty().then_some(()));
    cli.wait().unwrap();
}
