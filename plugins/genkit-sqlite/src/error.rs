//! What SQLite says, in Genkit's words.

use genkit::{Error, Status};
use rusqlite::ErrorCode;

#[cold]
pub(crate) fn of(error: rusqlite::Error) -> Error {
    let made = match error.sqlite_error_code() {
        Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => {
            Error::public(Status::Unavailable, "the database is busy: try again")
        }
        Some(ErrorCode::DiskFull | ErrorCode::TooBig | ErrorCode::OutOfMemory) => {
            Error::resource_exhausted(format!("SQLite: {error}"))
        }
        Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => {
            Error::permission_denied(format!("SQLite: {error}"))
        }
        Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase) => {
            Error::new(Status::DataLoss, format!("SQLite: the file cannot be read: {error}"))
        }
        Some(ErrorCode::CannotOpen | ErrorCode::SystemIoFailure) => {
            Error::unavailable(format!("SQLite: {error}"))
        }
        _ => Error::internal(format!("SQLite: {error}")),
    };
    made.with_cause(error)
}
