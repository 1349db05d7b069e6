//! Which file, and how to use it.

use std::path::{Path, PathBuf};
use std::time::Duration;

use genkit::Env;
use genkit::durable::Limits;

/// A file of SQLite, and how to use it. A path alone is one, too.
///
/// The file belongs to Genkit: it says so, and the file of another program is refused.
///
/// ```
/// use std::time::Duration;
/// use genkit_sqlite::Sqlite;
///
/// let file = Sqlite::at("data/sessions.db").busy_timeout(Duration::from_secs(2)).readers(8);
/// ```
#[derive(Clone, Debug)]
pub struct Sqlite {
    pub(crate) path: PathBuf,
    pub(crate) busy_timeout: Duration,
    pub(crate) readers: usize,
    pub(crate) limits: Limits,
    pub(crate) env: Env,
}

impl Sqlite {
    /// The file at this path; it is made, with its folders, if it is not there.
    pub fn at(path: impl Into<PathBuf>) -> Self {
        Self {
            path: path.into(),
            busy_timeout: Duration::from_secs(10),
            readers: 4,
            limits: Limits::default(),
            env: Env::system(),
        }
    }

    /// How long to wait for another process that writes; 10 s if nothing is said.
    #[must_use]
    pub fn busy_timeout(mut self, timeout: Duration) -> Self {
        self.busy_timeout = timeout;
        self
    }

    /// So many read at once, 4 if nothing is said; one writes.
    #[must_use]
    pub fn readers(mut self, readers: usize) -> Self {
        self.readers = readers.max(1);
        self
    }

    /// How large records may be, and how long streams live.
    #[must_use]
    pub fn limits(mut self, limits: Limits) -> Self {
        self.limits = limits;
        self
    }

    /// The clock by which what lives for a while ends; all processes of a file should go by the same.
    #[must_use]
    pub fn env(mut self, env: Env) -> Self {
        self.env = env;
        self
    }
}

impl From<&str> for Sqlite {
    fn from(path: &str) -> Self {
        Self::at(path)
    }
}

impl From<String> for Sqlite {
    fn from(path: String) -> Self {
        Self::at(path)
    }
}

impl From<&Path> for Sqlite {
    fn from(path: &Path) -> Self {
        Self::at(path)
    }
}

impl From<PathBuf> for Sqlite {
    fn from(path: PathBuf) -> Self {
        Self::at(path)
    }
}
