//! `cargo genkit openapi`: the program says which flows it serves, in place of doing its work.

use std::process::{Command, ExitCode};

use genkit::{Error, Result};
use serde_json::Value;

#[derive(clap::Args)]
pub(crate) struct Options {
    /// The package whose program is asked, if the workspace has several
    #[arg(long, short)]
    package: Option<String>,
    /// The program's features, as cargo takes them
    #[arg(long, short = 'F', value_name = "FEATURES")]
    features: Vec<String>,
    /// What starts the program, in place of `cargo run`
    #[arg(last = true, value_name = "COMMAND")]
    command: Vec<String>,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let command = options.command();
    let (name, args) = command.split_first().ok_or_else(|| Error::invalid_argument("nothing to start"))?;
    // Developer tools have no business here.
    let told = Command::new(name).args(args).env("GENKIT_PRINT", "openapi").env_remove("GENKIT_ENV").output();
    let told = told.map_err(|e| Error::failed_precondition(format!("`{name}` cannot be started: {e}")))?;
    if !told.status.success() {
        let said = String::from_utf8_lossy(&told.stderr);
        return Err(Error::failed_precondition(format!(
            "the program gives no document:\n{}",
            said.trim_end()
        )));
    }
    let document = serde_json::from_slice::<Value>(&told.stdout).ok();
    let document = document.filter(|document| document.get("openapi").is_some()).ok_or_else(|| {
        Error::failed_precondition(
            "the program was not asked: its main function is to be under #[genkit::main]",
        )
    })?;
    println!("{}", serde_json::to_string_pretty(&document)?);
    Ok(ExitCode::SUCCESS)
}

impl Options {
    fn command(&self) -> Vec<String> {
        if !self.command.is_empty() {
            return self.command.clone();
        }
        let cargo = std::env::var("CARGO").unwrap_or_else(|_| "cargo".to_owned());
        let mut command = vec![cargo, "run".to_owned(), "--quiet".to_owned()];
        command.extend(self.package.iter().flat_map(|package| ["--package".to_owned(), package.clone()]));
        command.extend(self.features.iter().flat_map(|feature| ["--features".to_owned(), feature.clone()]));
        command
    }
}
