//! What keeps sessions: records of JSON with versions, so that no update is lost in silence.

use std::time::Duration;

use futures_util::stream::{self, StreamExt, TryStreamExt};
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use crate::core::BoxFuture;
use crate::core::error::{Error, Result, Status};

/// How many records are read at a time where a store says nothing of it.
const AT_ONCE: usize = 16;

/// Keeps records of JSON by their keys. Every record has a version, and whoever saves one names the version they saw:
/// if it is another by now, nothing is written and the save fails with a [`Conflict`].
///
/// What a store must hold is written down as a suite, `genkit::testing::stores`, which every store runs.
pub trait SessionStore: Send + Sync + 'static {
    /// The record of this key.
    ///
    /// # Errors
    /// `UNAVAILABLE` if the store cannot be reached, `DATA_LOSS` if what it has cannot be read.
    fn get<'a>(&'a self, key: &'a StoreKey) -> BoxFuture<'a, Result<Option<Stored>>>;

    /// The records of these keys, in their order. By default each is [got](Self::get), several at a time; a store that
    /// can read them in one go does better.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    fn get_many<'a>(&'a self, keys: &'a [StoreKey]) -> BoxFuture<'a, Result<Vec<Option<Stored>>>> {
        Box::pin(stream::iter(keys).map(|key| self.get(key)).buffered(AT_ONCE).try_collect())
    }

    /// Writes a record, whole or not at all, and gives its new version. `seen` is the version that the change was made
    /// of; 0 where there was no record. Versions of a key only grow, also if the record is deleted in between.
    ///
    /// With `lives` the record is gone after that time, as if it had been deleted, unless it is saved or
    /// [touched](Self::touch) again; without, it stays, also if it had an end before. Who waits for a
    /// [change](Self::changed) may learn of that end late.
    ///
    /// # Errors
    /// A [`Conflict`] if the record has another version, or is there and should not be, or is gone;
    /// `RESOURCE_EXHAUSTED` if it is larger than the store takes. Then nothing has changed.
    fn save<'a>(
        &'a self,
        key: &'a StoreKey,
        seen: u64,
        value: Value,
        lives: Option<Duration>,
    ) -> BoxFuture<'a, Result<u64>>;

    /// Lets records live this long from now on, whatever was said before; `None` for ever. Neither versions nor values
    /// change, and keys without a record are passed over.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    fn touch<'a>(&'a self, keys: &'a [StoreKey], lives: Option<Duration>) -> BoxFuture<'a, Result<()>>;

    /// Deletes a record; true if there was one. With `seen` only if it has that version still.
    ///
    /// # Errors
    /// A [`Conflict`] if it has another version.
    fn delete<'a>(&'a self, key: &'a StoreKey, seen: Option<u64>) -> BoxFuture<'a, Result<bool>>;

    /// The ids of a tenant's records of one collection, sorted, at most `limit` of those after `after`.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    fn list<'a>(
        &'a self,
        tenant: &'a str,
        collection: &'a str,
        after: Option<&'a str>,
        limit: usize,
    ) -> BoxFuture<'a, Result<Vec<String>>>;

    /// Waits until the record has another version than `seen` (0: until there is one), and gives it as it is then;
    /// `None` if it was deleted.
    ///
    /// # Errors
    /// As [`get`](Self::get).
    fn changed<'a>(&'a self, key: &'a StoreKey, seen: u64) -> BoxFuture<'a, Result<Option<Stored>>>;
}

/// A record as a store has it.
#[derive(Clone, Debug, PartialEq)]
pub struct Stored {
    /// Its version; never 0.
    pub version: u64,
    /// What it says.
    pub value: Value,
}

/// Where a record is: whose it is, of which collection, under which id. Each may be any text that is not empty; a
/// store has to see to it that no id reaches the record of another, `../other` for example.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub struct StoreKey {
    /// Whose it is; records of two tenants never touch.
    pub tenant: String,
    /// What kind of record it is, for example `snapshot`.
    pub collection: String,
    /// Its id in the collection.
    pub id: String,
}

/// Whose records are where nobody says whose they are.
pub(crate) const NO_TENANT: &str = "global";

impl StoreKey {
    /// The record of this id in a collection, of no tenant in particular.
    #[must_use]
    pub fn new(collection: impl Into<String>, id: impl Into<String>) -> Self {
        Self { tenant: NO_TENANT.to_owned(), collection: collection.into(), id: id.into() }
    }

    /// The same of this tenant.
    #[must_use]
    pub fn of(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = tenant.into();
        self
    }

    /// Refuses a key with an empty part, which names nothing.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT`, telling the part.
    pub fn check(&self) -> Result<()> {
        let parts = [("tenant", &self.tenant), ("collection", &self.collection), ("id", &self.id)];
        match parts.iter().find(|(_, text)| text.trim().is_empty()) {
            Some((part, text)) => Err(Error::invalid_argument(format!(
                "Invalid {part} of a record: expected a non-empty string, got \"{text}\"."
            ))),
            None => Ok(()),
        }
    }
}

/// A save that saw another version than there is: somebody else was faster. Travels as an error of status `ABORTED`.
///
/// ```
/// use genkit::{Conflict, Error};
/// let error: Error = Conflict { seen: 3, found: 4 }.into();
/// assert_eq!(Conflict::of(&error), Some(Conflict { seen: 3, found: 4 }));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Conflict {
    /// The version that the save named.
    pub seen: u64,
    /// The version that there is; 0 for none.
    pub found: u64,
}

impl Conflict {
    /// The conflict that an error is, if it is one.
    #[must_use]
    pub fn of(error: &Error) -> Option<Self> {
        let details = Some(error).filter(|e| e.status() == Status::Aborted)?.details()?;
        Conflict::deserialize(details.get("conflict")?).ok()
    }

    /// The error of it, in these words.
    pub(crate) fn told(self, message: String) -> Error {
        Error::aborted(message).with_details(json!({"conflict": self}))
    }
}

impl From<Conflict> for Error {
    fn from(conflict: Conflict) -> Self {
        let Conflict { seen, found } = conflict;
        let message = format!("the record was changed by somebody else: version {found}, not {seen}");
        conflict.told(message)
    }
}
