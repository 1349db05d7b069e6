//! Traces in Genkit's own format, made by a light recorder that costs nothing while nobody listens.

mod id;
mod record;
mod sink;
mod span;
mod tree;

pub use id::{SpanId, TraceId};
pub use record::{SpanRecord, trace_data};
pub use sink::TraceSink;
pub(crate) use sink::Tracer;
pub use span::Span;
pub(crate) use span::{SpanKind, SpanSpec};
pub use tree::print_tree;
