//! Other people's errors into ours, and ours into theirs.

use std::borrow::Cow;
use std::fmt;

use super::{Cause, Error, Result, Status};

type Boxed = Box<dyn std::error::Error + Send + Sync>;

/// Every error of the standard kind becomes an `INTERNAL` one that keeps it as its cause.
impl<E: std::error::Error + Send + Sync + 'static> From<E> for Error {
    fn from(error: E) -> Self {
        from_boxed(Box::new(error))
    }
}

/// What a function that is an action may fail with: anything that a boxed error can be made of, `anyhow::Error` and
/// `String` among them.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the error of an action",
    label = "not an error that Genkit can carry",
    note = "an action's error is `genkit::Error`, `anyhow::Error`, `String`, or any type that implements `std::error::Error + Send + Sync + 'static`"
)]
pub trait ActionError {
    #[doc(hidden)]
    fn into_error(self) -> Error;
}

#[diagnostic::do_not_recommend]
impl<E: Into<Boxed> + 'static> ActionError for E {
    fn into_error(self) -> Error {
        #[cfg(feature = "anyhow")]
        let this = match through_anyhow(self) {
            Ok(ours) => return ours,
            Err(this) => this,
        };
        #[cfg(not(feature = "anyhow"))]
        let this = self;
        from_boxed(this.into())
    }
}

/// `anyhow` boxes what it carries: without this look inside, our status would be lost on the way through it.
#[cfg(feature = "anyhow")]
fn through_anyhow<E: 'static>(error: E) -> Result<Error, E> {
    let mut slot = Some(error);
    if let Some(carried) = (&mut slot as &mut dyn std::any::Any).downcast_mut::<Option<anyhow::Error>>() {
        match carried.take().map(anyhow::Error::downcast::<Standard>) {
            Some(Ok(ours)) => return Ok(ours.0),
            Some(Err(other)) => *carried = Some(other),
            None => {}
        }
    }
    slot.map_or_else(|| Ok(Error::internal("an error was lost")), Err)
}

fn from_boxed(error: Boxed) -> Error {
    match error.downcast::<Standard>() {
        Ok(ours) => ours.0,
        Err(other) => {
            let message = other.to_string();
            Error::internal(message).map(|p| {
                p.foreign = true;
                p.cause = Some(Cause::from(other));
            })
        }
    }
}

/// Our error as one of the standard kind.
struct Standard(Error);

impl fmt::Display for Standard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl fmt::Debug for Standard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl std::error::Error for Standard {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.cause().map(|c| c as _)
    }
}

impl From<Error> for Boxed {
    fn from(error: Error) -> Self {
        Box::new(Standard(error))
    }
}

#[cfg(feature = "anyhow")]
impl From<Error> for anyhow::Error {
    fn from(error: Error) -> Self {
        anyhow::Error::new(Standard(error))
    }
}

/// Gives the error of a result a status and a message of its own.
///
/// ```
/// use genkit::{ResultExt, Status};
/// let port = "eighty".parse::<u16>().or_status(Status::InvalidArgument, "the port is a number");
/// assert_eq!(port.unwrap_err().to_string(), "INVALID_ARGUMENT: the port is a number");
/// ```
pub trait ResultExt<T> {
    /// The error becomes one of this status and message, with the old one as its cause.
    fn or_status(self, status: Status, message: impl Into<Cow<'static, str>>) -> Result<T>;
}

impl<T, E: Into<Boxed>> ResultExt<T> for std::result::Result<T, E> {
    fn or_status(self, status: Status, message: impl Into<Cow<'static, str>>) -> Result<T> {
        self.map_err(|e| Error::new(status, message).with_cause(e))
    }
}
