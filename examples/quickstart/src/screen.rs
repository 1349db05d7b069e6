//! Standard output for results, standard error for everything else, and the progress bar beside them.

use std::io::{self, BufRead, IsTerminal, Write};

use indicatif::{ProgressBar, ProgressStyle};
use serde::Serialize;

pub(crate) struct Screen {
    /// Only where there is something to draw on.
    bar: Option<ProgressBar>,
    /// Results share the terminal with the bar.
    shared: bool,
}

impl Screen {
    /// Without a progress bar.
    pub(crate) fn plain() -> Self {
        Self { bar: None, shared: false }
    }

    /// With a progress bar of so many bytes, if standard error is a terminal.
    pub(crate) fn with_progress(bytes: Option<u64>) -> Self {
        let Some(bytes) = bytes.filter(|_| io::stderr().is_terminal()) else { return Self::plain() };
        let bar = ProgressBar::new(bytes);
        if let Ok(style) = ProgressStyle::with_template("{bar:40} {percent} %, {eta} to go") {
            bar.set_style(style);
        }
        Self { bar: Some(bar), shared: io::stdout().is_terminal() }
    }

    /// The same reader; what is read of it moves the bar.
    pub(crate) fn watch(&self, reader: Box<dyn BufRead>) -> Box<dyn BufRead> {
        match &self.bar {
            Some(bar) => Box::new(bar.wrap_read(reader)),
            None => reader,
        }
    }

    /// Writes text for whoever reads the results.
    pub(crate) fn text(&self, text: &str) -> io::Result<()> {
        let write = || io::stdout().lock().write_all(text.as_bytes());
        match &self.bar {
            Some(bar) if self.shared => bar.suspend(write),
            _ => write(),
        }
    }

    /// Writes a result as a line of JSON.
    pub(crate) fn result(&self, line: &impl Serialize) -> io::Result<()> {
        let mut text = serde_json::to_string(line)?;
        text.push('\n');
        self.text(&text)
    }

    /// Writes for whoever watches; nobody watching is no failure.
    pub(crate) fn note(&self, text: impl std::fmt::Display) {
        let write = || {
            let _ = writeln!(io::stderr().lock(), "{text}");
        };
        match &self.bar {
            Some(bar) => bar.suspend(write),
            None => write(),
        }
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        if let Some(bar) = &self.bar {
            bar.finish_and_clear();
        }
    }
}
