//! What stores in databases let be set, whichever the database.

use std::time::Duration;

use crate::core::error::{Error, Result};

/// How large records may be, and how long streams live: the same for all stores in databases.
///
/// ```
/// use std::time::Duration;
/// use genkit::durable::Limits;
///
/// let limits = Limits::default().largest(1 << 20).keep_streams(Duration::from_secs(3600));
/// assert!(limits.check("two bytes").is_ok());
/// ```
#[derive(Clone, Debug)]
pub struct Limits {
    largest: usize,
    lease: Duration,
    kept: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self { largest: 64 << 20, lease: Duration::from_secs(30), kept: Duration::from_secs(300) }
    }
}

impl Limits {
    /// The largest record in bytes of JSON; 64 MiB if nothing is said. A larger one is refused.
    #[must_use]
    pub fn largest(mut self, bytes: usize) -> Self {
        self.largest = bytes;
        self
    }

    /// The time after which a stream's writer that gave no sign of life is taken for gone, and its readers are told; 30 s
    /// if nothing is said, at least 0.1 s. Every process that writes to a database should say the same.
    #[must_use]
    pub fn writer_lease(mut self, lease: Duration) -> Self {
        self.lease = lease.max(Duration::from_millis(100));
        self
    }

    /// How long streams are kept after their end; five minutes if nothing is said.
    #[must_use]
    pub fn keep_streams(mut self, kept: Duration) -> Self {
        self.kept = kept;
        self
    }

    /// How long a writer may be silent.
    #[must_use]
    pub fn lease(&self) -> Duration {
        self.lease
    }

    /// How long streams are kept.
    #[must_use]
    pub fn kept(&self) -> Duration {
        self.kept
    }

    /// Looks at the JSON of a record.
    ///
    /// # Errors
    /// `RESOURCE_EXHAUSTED` if it is too large.
    pub fn check(&self, json: &str) -> Result<()> {
        if json.len() <= self.largest {
            return Ok(());
        }
        let (bytes, most) = (json.len(), self.largest);
        let told = format!("a record of {bytes} bytes: at most {most} are taken, see `Limits::largest`");
        Err(Error::resource_exhausted(told))
    }
}
