//! Runs flows for whoever asks from outside: JSON in, JSON lines out.

use std::io;
use std::process::ExitCode;

use genkit::prelude::*;
use genkit::{Action, ActionType, RunOptions, trace};
use serde_json::{Value, json};

use crate::inputs::{Complaint, Job};
use crate::screen::Screen;
use crate::spans::Spans;

/// Everything that this program declares, behind the demo model.
pub(crate) struct Service {
    ai: Genkit,
    /// Set where traces are drawn.
    spans: Option<Spans>,
    /// True to write the chunks of flows that stream, too.
    chunks: bool,
}

impl Service {
    pub(crate) async fn new() -> Result<Self> {
        let app = Genkit::builder().name("quickstart");
        #[cfg(feature = "providers")]
        let (app, model) = crate::real_model::add(app).await?;
        #[cfg(not(feature = "providers"))]
        let model: Option<String> = {
            let keys =
                ["GEMINI_API_KEY", "ANTHROPIC_API_KEY", "OPENAI_API_KEY", "OPENAI_BASE_URL", "OLLAMA_HOST"];
            if let Some(key) =
                keys.into_iter().find(|key| std::env::var_os(key).is_some_and(|v| !v.is_empty()))
            {
                let told = format!(
                    "{key} is set: `cargo run -p quickstart --features providers` answers with a real model"
                );
                Screen::plain().note(told);
            }
            None
        };
        if let Some(model) = &model {
            Screen::plain().note(format_args!("model: {model}"));
        }
        let model = model.unwrap_or_else(|| crate::demo_model::NAME.to_owned());
        let ai = app.default_model(model).build().await?;
        Ok(Self { ai, spans: None, chunks: false })
    }

    /// The same, drawing traces as trees.
    pub(crate) fn traced(mut self) -> Self {
        let spans = Spans::default();
        self.ai.add_trace_sink(spans.clone());
        self.spans = Some(spans);
        self
    }

    /// The same, writing chunks.
    pub(crate) fn with_chunks(mut self) -> Self {
        self.chunks = true;
        self
    }

    /// The flows there are, by name.
    pub(crate) async fn flows(&self) -> Result<Vec<Action>> {
        let actions = self.ai.actions().await?.into_values();
        Ok(actions.filter(|action| action.action_type() == ActionType::Flow).collect())
    }

    /// Answers jobs one after the other; success if there was an answer to everything.
    ///
    /// # Errors
    /// Standard output takes no more.
    pub(crate) async fn answer(
        &self,
        jobs: impl Iterator<Item = Result<Job, Complaint>>,
        screen: Screen,
    ) -> io::Result<ExitCode> {
        let mut code = ExitCode::SUCCESS;
        for job in jobs {
            let told = match job {
                Ok(job) => self.run(job, &screen).await?,
                Err(complaint) => Err(complaint),
            };
            let spans = self.spans.as_ref().map(Spans::take).unwrap_or_default();
            match told {
                Ok(()) if spans.is_empty() => {}
                Ok(()) => screen.note(trace::print_tree(&spans)),
                Err(complaint) => {
                    code = ExitCode::FAILURE;
                    screen.note(complaint);
                    // Of a run that got nowhere there is nothing to draw.
                    if spans.len() > 1 {
                        screen.note(trace::print_tree(&spans));
                    }
                }
            }
        }
        Ok(code)
    }

    async fn run(&self, job: Job, screen: &Screen) -> io::Result<Result<(), Complaint>> {
        let Job { place, flow, input } = job;
        let Some(action) = self.ai.get(ActionType::Flow, &flow) else {
            let flows = self.flows().await.unwrap_or_default();
            let names: Vec<&str> = flows.iter().map(Action::name).collect();
            let what = format!("flow: there is no `{flow}`, only {}", names.join(" and "));
            return Ok(Err(Complaint::new(place, what)));
        };
        let line = |what: &str, value: Value| match place.line() {
            Some(line) => json!({"line": line, "flow": flow, what: value}),
            None => json!({"flow": flow, what: value}),
        };
        let result = if self.chunks {
            let mut run = action.stream_json(&self.ai, input, RunOptions::new());
            while let Some(Ok(chunk)) = run.next().await {
                screen.result(&line("chunk", json!(chunk)))?;
            }
            run.output().await
        } else {
            action.run_json(&self.ai, input, RunOptions::new()).await.map(|run| run.result)
        };
        match result {
            Ok(result) => screen.result(&line("result", result)).map(Ok),
            Err(error) => Ok(Err(Complaint::new(place, explain(&action, &error)))),
        }
    }
}

/// An error in words: of an input that does not fit, each path and what is wrong there.
fn explain(action: &Action, error: &Error) -> String {
    // The schema tells a refused input from a refused answer further down.
    let of_input =
        |details: &&Value| details.get("schema").is_none_or(|schema| action.input_schema() == Some(schema));
    let violations = error.details().filter(of_input).and_then(|details| details.get("errors")?.as_array());
    let Some(violations) = violations else { return error.to_string() };
    let text = |violation: &Value, name| -> String {
        violation.get(name).and_then(Value::as_str).unwrap_or_default().to_owned()
    };
    let told = violations.iter().map(|v| format!("{}: {}", text(v, "path"), text(v, "message")));
    told.collect::<Vec<_>>().join("; ")
}
