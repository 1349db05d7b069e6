//! The index beside the traces, which the CLI searches: a line for each time that a trace is written.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::path::PathBuf;

use serde_json::{Map, Value};

use super::TraceSummary;
use crate::core::error::Result;

/// The file that this process appends to; each process has its own.
#[derive(Debug)]
pub(super) struct Index {
    folder: PathBuf,
    file: Option<fs::File>,
}

impl Index {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, file: None }
    }

    pub(super) fn add(&mut self, trace: &TraceSummary) -> Result<()> {
        let mut line = Map::new();
        line.insert("id".to_owned(), trace.id.clone().into());
        line.insert("type".to_owned(), trace.kind.clone().into());
        line.insert("start".to_owned(), trace.start_ms.into());
        line.insert("name".to_owned(), trace.name.clone().into());
        if let Some(end) = trace.end_ms {
            line.insert("end".to_owned(), end.into());
        }
        line.insert("status".to_owned(), if trace.failed { 2 } else { 0 }.into());
        line.extend(trace.labels.iter().map(|(name, value)| (name.clone(), value.clone().into())));
        let mut line = Value::Object(line).to_string();
        line.push('\n');
        self.opened(trace.start_ms)?.write_all(line.as_bytes())?;
        Ok(())
    }

    fn opened(&mut self, now_ms: f64) -> Result<&mut fs::File> {
        let file = match self.file.take() {
            Some(file) => file,
            None => {
                fs::create_dir_all(&self.folder)?;
                let path = self.folder.join(format!("idx_{now_ms:017.0}.json"));
                OpenOptions::new().create(true).append(true).open(path)?
            }
        };
        Ok(self.file.insert(file))
    }
}
