//! Inputs from a file of JSON lines, each with its place: what is wrong with one does not keep the others.

use std::collections::VecDeque;
use std::fmt;
use std::fs::File;
use std::io::{self, BufRead, BufReader};
use std::path::Path;
use std::sync::Arc;

use serde::Deserialize;
use serde_json::Value;

use crate::screen::Screen;

/// So many lines without any JSON, and the file is taken for something else.
const PATIENCE: usize = 100;

/// An input for a flow.
#[derive(Debug, PartialEq)]
pub(crate) struct Job {
    pub(crate) place: Place,
    pub(crate) flow: String,
    pub(crate) input: Value,
}

/// Where an input stands.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Place {
    CommandLine,
    File(Arc<str>),
    Line(Arc<str>, u64),
}

/// What is wrong, and where: one line.
#[derive(Debug, PartialEq)]
pub(crate) struct Complaint {
    place: Place,
    what: String,
}

impl Complaint {
    pub(crate) fn new(place: Place, what: impl Into<String>) -> Self {
        Self { place, what: what.into() }
    }
}

impl Place {
    /// The line of the file, for inputs of one.
    pub(crate) fn line(&self) -> Option<u64> {
        match self {
            Place::Line(_, line) => Some(*line),
            Place::CommandLine | Place::File(_) => None,
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::CommandLine => f.write_str("command line"),
            Place::File(file) => f.write_str(file),
            Place::Line(file, line) => write!(f, "{file}:{line}"),
        }
    }
}

impl fmt::Display for Complaint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.place)?;
        for (i, line) in self.what.split(['\n', '\r']).filter(|line| !line.trim().is_empty()).enumerate() {
            write!(f, "{}{}", if i > 0 { " " } else { "" }, line.trim())?;
        }
        Ok(())
    }
}

/// Reads JSON text.
pub(crate) fn json(text: &[u8], place: &Place) -> Result<Value, Complaint> {
    serde_json::from_slice(text).map_err(|error| {
        // The text is one line: of serde's place only the column tells something.
        let message = error.to_string();
        let message = message.split(" at line ").next().unwrap_or_default();
        Complaint::new(place.clone(), format!("not JSON: {message} at column {}", error.column()))
    })
}

/// A line of a file that names its flows.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    flow: String,
    input: Value,
}

/// The inputs of a file.
pub(crate) struct Inputs {
    file: Arc<str>,
    reader: Box<dyn BufRead>,
    /// The flow of every line, if the lines do not name theirs.
    flow: Option<String>,
    line: u64,
    size: Option<u64>,
    /// What is to be given out before more is read.
    ready: VecDeque<Result<Job, Complaint>>,
    /// Complaints of lines that are not JSON, held back until one is: if none is, the file is the mistake.
    held: Option<Vec<Complaint>>,
    done: bool,
}

impl Inputs {
    /// Opens a file, or standard input for `-`.
    pub(crate) fn open(path: &Path, flow: Option<String>) -> Result<Self, Complaint> {
        let (file, reader, size): (Arc<str>, Box<dyn BufRead>, _) = if path == Path::new("-") {
            ("standard input".into(), Box::new(io::stdin().lock()), None)
        } else {
            let name: Arc<str> = path.display().to_string().into();
            let unreadable =
                |error| Complaint::new(Place::File(name.clone()), format!("cannot be read: {error}"));
            let file = File::open(path).map_err(unreadable)?;
            let size = file.metadata().map_err(unreadable)?.len();
            (name, Box::new(BufReader::new(file)), Some(size))
        };
        let (ready, held) = (VecDeque::new(), Some(Vec::new()));
        Ok(Self { file, reader, flow, line: 0, size, ready, held, done: false })
    }

    /// The size of the file in bytes, if it has one.
    pub(crate) fn size(&self) -> Option<u64> {
        self.size
    }

    /// The same, with the reading shown.
    pub(crate) fn shown_by(mut self, screen: &Screen) -> Self {
        self.reader = screen.watch(self.reader);
        self
    }

    fn next_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        let mut text = Vec::new();
        let read = self.reader.read_until(b'\n', &mut text)?;
        self.line += 1;
        Ok((read > 0).then_some(text))
    }

    fn place(&self) -> Place {
        Place::Line(self.file.clone(), self.line)
    }

    fn job(&self, value: Value) -> Result<Job, Complaint> {
        let place = self.place();
        let (flow, input) = match &self.flow {
            Some(flow) => (flow.clone(), value),
            None if !value.is_object() => {
                return Err(Complaint::new(place, "must be an object with `flow` and `input`"));
            }
            None => {
                let line = serde_path_to_error::deserialize::<_, Line>(value).map_err(|error| {
                    let path = match error.path().to_string() {
                        root if root == "." => String::new(),
                        path => format!("{path}: "),
                    };
                    Complaint::new(place.clone(), format!("{path}{}", error.into_inner()))
                })?;
                (line.flow, line.input)
            }
        };
        Ok(Job { place, flow, input })
    }

    /// Takes a line in; what comes of it stands in `ready` or is held back.
    fn take(&mut self, text: &[u8]) {
        let text = if self.line == 1 { text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(text) } else { text };
        if text.trim_ascii().is_empty() {
            return;
        }
        match (json(text.trim_ascii_end(), &self.place()), &mut self.held) {
            (Ok(value), held) => {
                self.ready.extend(held.take().into_iter().flatten().map(Err));
                let job = self.job(value);
                self.ready.push_back(job);
            }
            (Err(complaint), Some(held)) => {
                held.push(complaint);
                if held.len() == PATIENCE {
                    self.give_up(format!("nor is any of the first {PATIENCE} lines"));
                }
            }
            (Err(complaint), None) => self.ready.push_back(Err(complaint)),
        }
    }

    /// Ends with the first of the complaints held back.
    fn give_up(&mut self, more: impl fmt::Display) {
        self.done = true;
        let mut held = self.held.take().unwrap_or_default();
        let several = held.len() > 1;
        if !held.is_empty() {
            let mut first = held.swap_remove(0);
            if several {
                first.what = format!("{} ({more})", first.what);
            }
            self.ready.push_back(Err(first));
        }
    }
}

impl Iterator for Inputs {
    type Item = Result<Job, Complaint>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(ready) = self.ready.pop_front() {
                return Some(ready);
            }
            if self.done {
                return None;
            }
            match self.next_line() {
                Ok(Some(text)) => self.take(&text),
                Ok(None) => self.give_up("nor is any other line"),
                Err(error) => {
                    self.done = true;
                    let what = format!("cannot be read: {error}");
                    return Some(Err(Complaint::new(Place::File(self.file.clone()), what)));
                }
            }
        }
    }
}
