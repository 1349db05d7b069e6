//! `cargo genkit doctor`: starts the program as a tool would, and compares what it declares with what is there.

mod ask;
mod linked;
mod program;

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use genkit::Result;
use genkit::dev::runtimes;
use serde_json::Value;

use ask::get;
use program::{Outcome, Program};

#[derive(clap::Args)]
pub(crate) struct Options {
    /// The package whose program is looked at, if the workspace has several
    #[arg(long, short)]
    package: Option<String>,
    /// How many seconds the program may take to be built and to start
    #[arg(long, default_value_t = 300, value_name = "SECONDS")]
    wait: u64,
    /// What starts the program, in place of `cargo run`
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
}

/// Exits with 1 if anything is wrong.
pub(crate) fn run(options: &Options, root: &Path) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut report = Report::default();
    runtime.block_on(stale_files(root, &mut report))?;
    let mut program = Program::start(&options.command(), options.package.as_deref())?;
    match runtime.block_on(program.outcome(Duration::from_secs(options.wait)))? {
        Outcome::Serves(url) => look(&url, options, &mut report)?,
        Outcome::Ended(said) => report.wrong(&ended(&said)),
        Outcome::Silent => report.wrong(
            "the program runs and does not serve developer tools: is the feature `dev` of genkit-runtime on, \
             and does main end with #[genkit::main] or genkit::dev::wait()?",
        ),
    }
    Ok(report.exit())
}

impl Options {
    fn command(&self) -> Vec<String> {
        if !self.command.is_empty() {
            return self.command.clone();
        }
        let mut command = vec!["cargo".to_owned(), "run".to_owned(), "--quiet".to_owned()];
        if let Some(package) = &self.package {
            command.extend(["--package".to_owned(), package.clone()]);
        }
        command
    }
}

async fn stale_files(root: &Path, report: &mut Report) -> Result<()> {
    for (path, info) in runtimes(root)? {
        if info.is_stale().await {
            report.wrong(&format!(
                "stale runtime file {} of process {}, which is gone: the next program that starts removes it",
                path.display(),
                info.pid
            ));
        } else {
            report.fine(&format!("{} is served at {}", info.id, info.reflection_server_url));
        }
    }
    Ok(())
}

fn look(url: &str, options: &Options, report: &mut Report) -> Result<()> {
    let (status, actions) = get(url, "/api/actions")?;
    if status == 200 {
        let count = actions.as_object().map_or(0, serde_json::Map::len);
        report.fine(&format!("the program starts and serves {count} actions"));
    } else {
        // A plugin says what it lacks, for example the key of its provider.
        let message = actions.pointer("/error/message").and_then(Value::as_str).unwrap_or("it says nothing");
        report.wrong(&format!("a plugin cannot be made ready: {message}"));
    }
    let (_, sources) = get(url, "/api/__sources")?;
    let linked: Vec<String> = sources
        .as_object()
        .into_iter()
        .flat_map(|sources| sources.values())
        .filter_map(|source| Some(source.get("package")?.as_str()?.to_owned()))
        .collect();
    for dropped in linked::dropped(options.package.as_deref(), &linked)? {
        let name = dropped.replace('-', "_");
        report.wrong(&format!(
            "the crate {dropped} declares actions, and none of them is in the program: the linker left it out; \
             name it once with genkit::link!({name})"
        ));
    }
    Ok(())
}

/// What a program said before it ended, as a finding.
fn ended(said: &str) -> String {
    let about = if said.contains("two actions have the key") {
        "two actions have one key"
    } else {
        "the program ends before it can be asked"
    };
    let said: Vec<&str> = said.lines().filter(|line| !line.trim().is_empty()).collect();
    let last = said.get(said.len().saturating_sub(12)..).unwrap_or_default();
    format!("{about}:\n    {}", last.join("\n    "))
}

#[derive(Default)]
struct Report {
    wrong: usize,
}

impl Report {
    fn fine(&self, what: &str) {
        println!("ok    {what}");
    }

    fn wrong(&mut self, what: &str) {
        self.wrong += 1;
        println!("wrong {what}");
    }

    fn exit(&self) -> ExitCode {
        match self.wrong {
            0 => ExitCode::SUCCESS,
            _ => ExitCode::FAILURE,
        }
    }
}
