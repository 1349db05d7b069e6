//! Traces as files of a project, in the layout of Genkit's CLI: what a program leaves behind that runs without it.

mod index;
mod query;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use serde_json::{Map, Value};

use index::Index;
pub use query::{TraceQuery, TraceSummary};

use crate::core::error::{Error, Result};
use crate::core::trace::{SpanRecord, trace_data};

/// The traces of a project, under `.genkit/traces`, where the CLI keeps its own.
///
/// ```
/// # fn main() -> genkit::Result<()> {
/// # let scratch = std::env::temp_dir().join("genkit-doc-store");
/// use genkit::dev::{TraceQuery, TraceStore};
///
/// let store = TraceStore::new(&scratch);
/// for trace in store.list(&TraceQuery::new().failed().limit(5))? {
///     println!("{} {}", trace.id, trace.name);
///     println!("{}", genkit::trace::print_tree(&store.get(&trace.id)?));
/// }
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub struct TraceStore {
    /// The `.genkit` folder.
    folder: PathBuf,
    /// Where this process notes what it writes; held while a trace is read, changed and written.
    index: Mutex<Index>,
}

impl TraceStore {
    /// The traces of the project with this root; see [`project_root`](super::project_root).
    #[must_use]
    pub fn new(project_root: impl AsRef<Path>) -> Self {
        let folder = project_root.as_ref().join(".genkit");
        Self { index: Mutex::new(Index::new(folder.join("traces_idx"))), folder }
    }

    /// Adds spans of one trace to what is there of it.
    ///
    /// # Errors
    /// `INTERNAL` if files cannot be written.
    pub fn save(&self, spans: &[SpanRecord]) -> Result<()> {
        let Some(first) = spans.first() else { return Ok(()) };
        let id = first.trace_id.to_string();
        let mut index = self.index.lock().unwrap_or_else(PoisonError::into_inner);
        let mut told = trace_data(spans);
        let rooted = told.get("displayName").is_some();
        if let Some(there) = self.read(&id)? {
            told = merged(there, told);
        }
        let path = self.path(&id)?;
        fs::create_dir_all(self.folder.join("traces"))?;
        // Whoever reads the folder finds whole traces only.
        let draft = self.folder.join(format!(".{id}-{}.tmp", std::process::id()));
        fs::write(&draft, told.to_string())?;
        fs::rename(&draft, path)?;
        if rooted {
            index.add(&TraceSummary::of(&told))?;
        }
        Ok(())
    }

    /// The spans of a trace, in the order they began.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such trace; `DATA_LOSS` if it cannot be read.
    pub fn get(&self, id: &str) -> Result<Vec<SpanRecord>> {
        let told = self.read(id)?.ok_or_else(|| Error::not_found(format!("trace {id} not found")))?;
        let spans = told.get("spans").and_then(Value::as_object).cloned().unwrap_or_default();
        let read = |span: Value| serde_json::from_value(span).map_err(|e| damaged(id).with_cause(e));
        let mut spans = spans.into_iter().map(|(_, span)| read(span)).collect::<Result<Vec<SpanRecord>>>()?;
        // Of those that began in the same moment, the root first.
        spans.sort_by(|a, b| {
            a.start_ms.total_cmp(&b.start_ms).then(a.parent_id.is_some().cmp(&b.parent_id.is_some()))
        });
        Ok(spans)
    }

    /// What there is, the newest first.
    ///
    /// # Errors
    /// `INTERNAL` if the folder is there and cannot be read. A trace that cannot be read is left out.
    pub fn list(&self, query: &TraceQuery) -> Result<Vec<TraceSummary>> {
        let entries = match fs::read_dir(self.folder.join("traces")) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error.into()),
        };
        let mut files = Vec::new();
        for entry in entries {
            let entry = entry?;
            let changed = entry.metadata().and_then(|m| m.modified()).unwrap_or(std::time::UNIX_EPOCH);
            files.push((changed, entry.file_name().to_string_lossy().into_owned()));
        }
        files.sort_by(|a, b| b.cmp(a));
        let traces = files.iter().filter_map(|(_, id)| self.read(id).ok().flatten());
        let fitting = traces.map(|told| TraceSummary::of(&told)).filter(|summary| query.fits(summary));
        Ok(fitting.take(query.most()).collect())
    }

    fn read(&self, id: &str) -> Result<Option<Value>> {
        match fs::read(self.path(id)?) {
            Ok(bytes) => serde_json::from_slice(&bytes).map(Some).map_err(|e| damaged(id).with_cause(e)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error.into()),
        }
    }

    fn path(&self, id: &str) -> Result<PathBuf> {
        if id.is_empty() || !id.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-') {
            return Err(Error::invalid_argument(format!("`{id}` is not the id of a trace")));
        }
        Ok(self.folder.join("traces").join(id))
    }
}

fn damaged(id: &str) -> Error {
    Error::new(crate::Status::DataLoss, format!("the file of trace {id} is damaged"))
}

/// Both together: spans by their id, where an end is not undone by a start that comes late.
fn merged(there: Value, new: Value) -> Value {
    let (Value::Object(mut there), Value::Object(new)) = (there, new) else { return Value::Null };
    for (name, value) in new {
        match (name.as_str(), value) {
            ("spans", Value::Object(new)) => {
                let spans = there.entry("spans").or_insert_with(|| Map::new().into());
                let Some(spans) = spans.as_object_mut() else { continue };
                for (id, span) in new {
                    if ended(&span) || !spans.get(&id).is_some_and(ended) {
                        spans.insert(id, span);
                    }
                }
            }
            (_, value) => drop(there.insert(name, value)),
        }
    }
    Value::Object(there)
}

fn ended(span: &Value) -> bool {
    span.get("endTime").and_then(Value::as_f64).is_some_and(|end| end > 0.0)
}
