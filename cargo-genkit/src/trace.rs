//! `cargo genkit trace`: a list, or one as a tree.

use std::io::Write;
use std::path::Path;
use std::process::ExitCode;

use genkit::Result;
use genkit::dev::{TraceQuery, TraceStore, TraceSummary};
use genkit::trace::{SpanRecord, print_tree};

#[derive(clap::Subcommand)]
pub(crate) enum Command {
    /// Lists traces, the newest first
    List(List),
    /// Shows one trace as a tree
    Get {
        /// Its id, or as much of its beginning as tells it from others; the newest without one
        id: Option<String>,
        /// What went in and came out, too
        #[arg(long, short)]
        verbose: bool,
    },
}

#[derive(clap::Args)]
pub(crate) struct List {
    /// Only runs of actions whose name contains this
    #[arg(long)]
    name: Option<String>,
    /// Only runs of actions of this type, for example `flow`
    #[arg(long = "type", value_name = "TYPE")]
    kind: Option<String>,
    /// Only runs that failed
    #[arg(long)]
    failed: bool,
    /// How many
    #[arg(long, short, default_value_t = 15)]
    limit: usize,
}

pub(crate) fn run(command: Command, root: &Path) -> Result<ExitCode> {
    let store = TraceStore::new(root);
    let text = match command {
        Command::List(list) => {
            let traces = store.list(&list.query())?;
            if traces.is_empty() {
                eprintln!("no traces in {}", root.join(".genkit/traces").display());
            }
            traces.iter().map(line).collect::<String>()
        }
        Command::Get { id, verbose } => {
            let id = found(&store, id.as_deref())?;
            let spans = store.get(&id)?;
            let said = spans.iter().filter(|_| verbose).map(said).collect::<String>();
            format!("trace {id}\n{}{said}", print_tree(&spans))
        }
    };
    match std::io::stdout().write_all(text.as_bytes()) {
        // Whoever reads has seen enough.
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => Err(error.into()),
        _ => Ok(ExitCode::SUCCESS),
    }
}

/// What went into a span and came out.
fn said(span: &SpanRecord) -> String {
    let mut text = format!("\n{} {}\n", span.kind(), span.name);
    for (name, what) in [("genkit:input", "input"), ("genkit:output", "output")] {
        if let Some(value) = span.attribute(name).and_then(|value| value.as_str()) {
            text.push_str(&format!("  {what}: {value}\n"));
        }
    }
    if let Some(error) = &span.error {
        text.push_str(&format!("  error: {error}\n"));
    }
    text
}

impl List {
    fn query(&self) -> TraceQuery {
        let mut query = TraceQuery::new().limit(self.limit);
        if let Some(name) = &self.name {
            query = query.name(name);
        }
        if let Some(kind) = &self.kind {
            query = query.kind(kind);
        }
        if self.failed { query.failed() } else { query }
    }
}

fn line(trace: &TraceSummary) -> String {
    let took = match trace.end_ms {
        Some(end) => format!("{:.1} ms", end - trace.start_ms),
        None => "…".to_owned(),
    };
    let mark = if trace.failed { "✗" } else { " " };
    format!("{} {mark} {:>10}  {} {}\n", trace.id, took, trace.kind, trace.name)
}

/// The whole id of a trace.
fn found(store: &TraceStore, id: Option<&str>) -> Result<String> {
    let all = store.list(&TraceQuery::new().limit(usize::MAX))?;
    let Some(id) = id else {
        let newest = all.first().map(|trace| trace.id.clone());
        return newest.ok_or_else(|| genkit::Error::not_found("there are no traces"));
    };
    let mut fitting = all.iter().filter(|trace| trace.id.starts_with(id));
    match (fitting.next(), fitting.next()) {
        (Some(one), None) => Ok(one.id.clone()),
        (None, _) => Err(genkit::Error::not_found(format!("trace {id} not found"))),
        (Some(_), Some(_)) => {
            Err(genkit::Error::invalid_argument(format!("several traces begin with {id}: say more of it")))
        }
    }
}
