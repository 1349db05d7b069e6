//! Recorded spans, and whether they are what a test expects.

use std::fmt;
use std::ops::Deref;

use super::{diff, node, read};
use crate::core::error::{Error, Result};
use crate::core::trace::{SpanRecord, TraceId, print_tree};
use crate::testing::fail::fail;

/// Recorded spans, in the order they began. Printed they are a tree.
#[derive(Clone)]
pub struct Trace(Vec<SpanRecord>);

impl Trace {
    pub(super) fn new(spans: Vec<SpanRecord>) -> Self {
        Self(spans)
    }

    /// The spans of one trace only.
    #[must_use]
    pub fn of(&self, trace_id: TraceId) -> Self {
        Self(self.0.iter().filter(|s| s.trace_id == trace_id).cloned().collect())
    }

    /// The first span of this kind (`flow`, `tool`, `flowStep`, ..) and name.
    #[must_use]
    pub fn find(&self, kind: &str, name: &str) -> Option<&SpanRecord> {
        self.0.iter().find(|s| s.kind() == kind && s.name == name)
    }

    /// Compares with a tree of spans, which is written as [`print_tree`] draws it: a line a span with its kind and
    /// name, and below it, further to the right, the spans that it started. Branches may be drawn or left out; times
    /// are not compared. A line with `✗` stands for a span that failed, with an error that has the text after it.
    ///
    /// ```standalone_crate
    /// use genkit::prelude::*;
    ///
    /// /// Greets someone.
    /// #[flow]
    /// async fn greet(name: String, ctx: Ctx) -> Result<String> {
    ///     ctx.step("compose", async { Ok::<_, Error>(format!("Hello, {name}!")) }).await
    /// }
    ///
    /// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
    /// let ai = TestGenkit::new();
    /// ai.run::<greet>("Ada".into()).await?;
    /// ai.trace().compare("
    ///     flow greet
    ///     └─ flowStep compose
    /// ")?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` with the differences drawn: `-` before a span that is missing, `+` before one that nobody
    /// expects. `INVALID_ARGUMENT` if the text is no tree of spans.
    pub fn compare(&self, expected: &str) -> Result<()> {
        let expected = read::forest(expected)?;
        let actual = node::forest(&self.0);
        match diff::draw(&expected, &actual) {
            None => Ok(()),
            Some(drawn) => Err(Error::failed_precondition(format!(
                "the trace is not as expected (`-` is missing, `+` was not expected):\n{drawn}"
            ))),
        }
    }

    /// The same, and fails the test if they differ.
    ///
    /// # Panics
    /// If they differ.
    #[track_caller]
    pub fn expect(&self, expected: &str) {
        if let Err(error) = self.compare(expected) {
            fail(error.message());
        }
    }
}

impl Deref for Trace {
    type Target = [SpanRecord];

    fn deref(&self) -> &[SpanRecord] {
        &self.0
    }
}

impl fmt::Display for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&print_tree(&self.0))
    }
}

impl fmt::Debug for Trace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n{self}")
    }
}
