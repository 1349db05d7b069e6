//! The canonical status of an error: its name on the wire, its gRPC code and its HTTP status.

use serde::{Deserialize, Serialize};

/// What kind of failure an [`Error`](crate::Error) is, by Genkit's seventeen canonical names.
///
/// On the wire a status is its name, for example `"NOT_FOUND"`.
///
/// ```
/// use genkit::Status;
/// assert_eq!(Status::NotFound.name(), "NOT_FOUND");
/// assert_eq!(Status::NotFound.code(), 5);
/// assert_eq!(Status::NotFound.http(), 404);
/// assert_eq!("NOT_FOUND".parse(), Ok(Status::NotFound));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[non_exhaustive]
pub enum Status {
    /// No error.
    Ok,
    /// The caller gave up.
    Cancelled,
    /// Nobody knows what went wrong.
    Unknown,
    /// The input is wrong, whatever the state of the system.
    InvalidArgument,
    /// It took too long.
    DeadlineExceeded,
    /// What was asked for does not exist.
    NotFound,
    /// What was to be created exists already.
    AlreadyExists,
    /// The caller is known and may not do this.
    PermissionDenied,
    /// A quota or a limit is used up.
    ResourceExhausted,
    /// The state of the system does not allow it.
    FailedPrecondition,
    /// Stopped half-way, for example by a conflict or a limit of turns.
    Aborted,
    /// Past the end of what there is.
    OutOfRange,
    /// Not supported here.
    Unimplemented,
    /// A defect of the program itself.
    Internal,
    /// Not there for the moment: try again.
    Unavailable,
    /// Data was lost or is damaged.
    DataLoss,
    /// The caller is not known.
    Unauthenticated,
}

impl Status {
    /// Every status, in the order of their codes.
    pub const ALL: [Status; 17] = [
        Status::Ok,
        Status::Cancelled,
        Status::Unknown,
        Status::InvalidArgument,
        Status::DeadlineExceeded,
        Status::NotFound,
        Status::AlreadyExists,
        Status::PermissionDenied,
        Status::ResourceExhausted,
        Status::FailedPrecondition,
        Status::Aborted,
        Status::OutOfRange,
        Status::Unimplemented,
        Status::Internal,
        Status::Unavailable,
        Status::DataLoss,
        Status::Unauthenticated,
    ];

    /// The gRPC code, 0 to 16.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }

    /// The name on the wire.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Status::Ok => "OK",
            Status::Cancelled => "CANCELLED",
            Status::Unknown => "UNKNOWN",
            Status::InvalidArgument => "INVALID_ARGUMENT",
            Status::DeadlineExceeded => "DEADLINE_EXCEEDED",
            Status::NotFound => "NOT_FOUND",
            Status::AlreadyExists => "ALREADY_EXISTS",
            Status::PermissionDenied => "PERMISSION_DENIED",
            Status::ResourceExhausted => "RESOURCE_EXHAUSTED",
            Status::FailedPrecondition => "FAILED_PRECONDITION",
            Status::Aborted => "ABORTED",
            Status::OutOfRange => "OUT_OF_RANGE",
            Status::Unimplemented => "UNIMPLEMENTED",
            Status::Internal => "INTERNAL",
            Status::Unavailable => "UNAVAILABLE",
            Status::DataLoss => "DATA_LOSS",
            Status::Unauthenticated => "UNAUTHENTICATED",
        }
    }

    /// The HTTP status that a server answers with.
    #[must_use]
    pub const fn http(self) -> u16 {
        match self {
            Status::Ok => 200,
            Status::Cancelled => 499,
            Status::InvalidArgument | Status::FailedPrecondition | Status::OutOfRange => 400,
            Status::DeadlineExceeded => 504,
            Status::NotFound => 404,
            Status::AlreadyExists | Status::Aborted => 409,
            Status::PermissionDenied => 403,
            Status::ResourceExhausted => 429,
            Status::Unimplemented => 501,
            Status::Unknown | Status::Internal | Status::DataLoss => 500,
            Status::Unavailable => 503,
            Status::Unauthenticated => 401,
        }
    }
}

impl std::fmt::Display for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.name())
    }
}

impl std::str::FromStr for Status {
    type Err = UnknownStatus;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Status::ALL.into_iter().find(|s| s.name() == name).ok_or_else(|| UnknownStatus(name.to_owned()))
    }
}

/// A name that is none of the canonical statuses.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a status; the names are OK, CANCELLED, UNKNOWN, INVALID_ARGUMENT and so on")]
pub struct UnknownStatus(String);
