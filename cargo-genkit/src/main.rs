//! `cargo genkit`: what a project's programs left behind, and what is wrong with its set-up.
#![allow(clippy::print_stdout, clippy::print_stderr, reason = "a command speaks to its user")]

mod doctor;
mod openapi;
mod trace;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Parser, Subcommand};

/// Tools for programs that use Genkit.
#[derive(Parser)]
#[command(name = "cargo-genkit", bin_name = "cargo genkit", version)]
struct Cli {
    /// The folder that holds `.genkit`, in place of the one that Genkit's CLI finds from here
    #[arg(long, global = true, value_name = "FOLDER")]
    project_root: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Shows the traces of this project
    #[command(subcommand)]
    Trace(trace::Command),
    /// Says what is wrong with the set-up: starts the program and looks at what it declares
    Doctor(doctor::Options),
    /// Prints the OpenAPI document of the flows that a program serves
    Openapi(openapi::Options),
}

fn main() -> ExitCode {
    // Cargo calls a subcommand with its name first.
    let mut args: Vec<_> = std::env::args_os().collect();
    if args.get(1).is_some_and(|arg| arg == "genkit") {
        args.remove(1);
    }
    let cli = Cli::parse_from(args);
    let root = cli.project_root.unwrap_or_else(genkit::dev::project_root);
    let done = match cli.command {
        Command::Trace(command) => trace::run(command, &root),
        Command::Doctor(options) => doctor::run(&options, &root),
        Command::Openapi(options) => openapi::run(&options),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {}", error.message());
            ExitCode::FAILURE
        }
    }
}
