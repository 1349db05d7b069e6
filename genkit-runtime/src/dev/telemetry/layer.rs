//! What a program logs with `tracing`, sent along with the trace and span that it was logged in.

use std::fmt::{self, Write as _};
use std::io::Write as _;
use std::sync::{PoisonError, RwLock};

use serde_json::Value;
use tracing::field::{Field, Visit};
use tracing::{Event, Level, Metadata, Subscriber, span};
use tracing_subscriber::Layer;
use tracing_subscriber::layer::Context;

use super::Exporter;
use super::log::LogRecord;
use crate::core::app::Genkit;
use crate::core::ctx::Ctx;

/// Our own news are for the terminal only: to send them while sending fails would make more of them.
const OURS: &str = "genkit::dev";

/// Those who take logs, and the runtimes that they belong to.
static TAKERS: RwLock<Vec<(Genkit, Exporter)>> = RwLock::new(Vec::new());

/// Takes logs while it lives.
pub(in crate::dev) struct Attached(Genkit);

pub(in crate::dev) fn attach(ai: &Genkit, exporter: &Exporter) -> Attached {
    let mut takers = TAKERS.write().unwrap_or_else(PoisonError::into_inner);
    takers.push((ai.clone(), exporter.clone()));
    Attached(ai.clone())
}

impl Drop for Attached {
    fn drop(&mut self) {
        TAKERS.write().unwrap_or_else(PoisonError::into_inner).retain(|(ai, _)| !ai.is(&self.0));
    }
}

/// Sends what waits of every served runtime.
pub(in crate::dev) async fn flush_all() {
    let takers: Vec<Exporter> = {
        let takers = TAKERS.read().unwrap_or_else(PoisonError::into_inner);
        takers.iter().map(|(_, exporter)| exporter.clone()).collect()
    };
    for exporter in takers {
        exporter.flush().await;
    }
}

/// A layer for a program that has a `tracing` subscriber of its own: events are sent to developer tools, too, and are
/// shown there in the trace they belong to. A program without a subscriber needs none: it is given one.
///
/// ```ignore
/// tracing_subscriber::registry().with(tracing_subscriber::fmt::layer()).with(genkit::dev::log_layer()).init();
/// ```
#[must_use]
pub fn log_layer() -> LogLayer {
    LogLayer(())
}

/// The layer that [`log_layer`] gives.
#[derive(Clone, Copy, Debug)]
pub struct LogLayer(());

impl<S: Subscriber> Layer<S> for LogLayer {
    fn on_event(&self, event: &Event<'_>, _: Context<'_, S>) {
        take(event);
    }
}

/// Prints to the standard error stream and sends along, for programs that have no subscriber.
struct Console;

/// Gives a program a subscriber if it has none by now.
pub(in crate::dev) fn install_console() {
    if !tracing::dispatcher::has_been_set() {
        // Somebody else may be faster: theirs stands.
        let _ = tracing::subscriber::set_global_default(Console);
    }
}

impl Subscriber for Console {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.is_event() && *metadata.level() <= Level::INFO
    }

    fn max_level_hint(&self) -> Option<tracing::level_filters::LevelFilter> {
        Some(tracing::level_filters::LevelFilter::INFO)
    }

    fn event(&self, event: &Event<'_>) {
        let mut fields = Fields::default();
        event.record(&mut fields);
        let mut line = format!("{:5} {}", event.metadata().level(), fields.message);
        for (name, value) in &fields.others {
            let _ = match value {
                Value::String(text) => write!(line, " {name}={text}"),
                other => write!(line, " {name}={other}"),
            };
        }
        let _ = writeln!(std::io::stderr().lock(), "{line}");
        take(event);
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

/// Hands an event to the runtime that it happened in, or to the first one.
fn take(event: &Event<'_>) {
    if event.metadata().target().starts_with(OURS) {
        return;
    }
    let Ok(takers) = TAKERS.read() else { return };
    let ctx = Ctx::current();
    let of_ctx = ctx.as_ref().and_then(|ctx| takers.iter().find(|(ai, _)| ai.is(ctx.ai())));
    let Some((ai, exporter)) = of_ctx.or_else(|| takers.first()) else { return };
    let mut fields = Fields::default();
    event.record(&mut fields);
    exporter.log(LogRecord {
        time_ms: ai.env().now_ms(),
        level: *event.metadata().level(),
        body: fields.message,
        attributes: fields.others,
        place: ctx.map(|ctx| (ctx.trace_id(), ctx.span().span_id())),
    });
}

#[derive(Default)]
struct Fields {
    message: String,
    others: Vec<(&'static str, Value)>,
}

impl Fields {
    fn set(&mut self, field: &Field, value: Value) {
        match (field.name(), value) {
            ("message", Value::String(text)) => self.message = text,
            (name, value) => self.others.push((name, value)),
        }
    }
}

impl Visit for Fields {
    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        self.set(field, format!("{value:?}").into());
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.set(field, value.into());
    }

    fn record_i64(&mut self, field: &Field, value: i64) {
        self.set(field, value.into());
    }

    fn record_u64(&mut self, field: &Field, value: u64) {
        self.set(field, value.into());
    }

    fn record_f64(&mut self, field: &Field, value: f64) {
        self.set(field, value.into());
    }

    fn record_bool(&mut self, field: &Field, value: bool) {
        self.set(field, value.into());
    }
}
