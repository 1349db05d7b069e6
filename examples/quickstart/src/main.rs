//! A menu service on Genkit for Rust that needs neither a key nor a server: `cargo run -p quickstart`.
//!
//! [`menu`] is what a user of Genkit writes; [`demo_model`] stands in for a model; the rest is a command line. With
//! `--features providers` a real model answers where the environment names one: `GEMINI_API_KEY`, `ANTHROPIC_API_KEY`,
//! `OPENAI_API_KEY`, `OPENAI_BASE_URL` or `OLLAMA_HOST`.

mod args;
mod demo_model;
mod inputs;
mod market;
mod menu;
#[cfg(feature = "providers")]
mod real_model;
mod screen;
mod service;
mod spans;

use std::io;
use std::process::ExitCode;

use genkit::prelude::*;
use serde_json::json;

use args::{Args, Ask};
use inputs::{Complaint, Inputs, Job, Place};
use screen::Screen;
use service::Service;

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<ExitCode> {
    let args = match Args::read(std::env::args_os().skip(1)) {
        Ok(args) => args,
        Err(error) => {
            Screen::plain().note(format!("command line: {error}; see --help"));
            return Ok(ExitCode::from(2));
        }
    };
    match serve(args).await? {
        Ok(code) => Ok(code),
        // Whoever reads has enough, as `head` has.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => Ok(ExitCode::FAILURE),
        Err(error) => Err(error.into()),
    }
}

/// Does what is asked; the inner error is of standard output.
async fn serve(args: Args) -> Result<io::Result<ExitCode>> {
    let service = Service::new().await?;
    Ok(match args.ask {
        Ask::Help => Screen::plain().text(&args::help(&service.flows().await?)).map(|()| ExitCode::SUCCESS),
        Ask::Demonstration => service.traced().with_chunks().answer(demonstration(), Screen::plain()).await,
        Ask::One { flow, input } => {
            let place = Place::CommandLine;
            let job = inputs::json(input.as_bytes(), &place).map(|input| Job { place, flow, input });
            service.traced().with_chunks().answer([job].into_iter(), Screen::plain()).await
        }
        Ask::Many { flow, file } => {
            let service = if args.trace { service.traced() } else { service };
            match Inputs::open(&file, flow) {
                Ok(inputs) => {
                    let screen = Screen::with_progress(inputs.size());
                    service.answer(inputs.shown_by(&screen), screen).await
                }
                Err(complaint) => service.answer([Err(complaint)].into_iter(), Screen::plain()).await,
            }
        }
    })
}

/// What runs where nothing is asked for.
fn demonstration() -> impl Iterator<Item = Result<Job, Complaint>> {
    let job = |flow: &str, input| Job { place: Place::CommandLine, flow: flow.to_owned(), input };
    [
        Ok(job("suggest_dish", json!({"theme": "seaside"}))),
        Ok(job("present_dish", json!({"theme": "mountain chalet", "vegetarian": true}))),
    ]
    .into_iter()
}
