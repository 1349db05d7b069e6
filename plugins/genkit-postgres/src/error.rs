//! What PostgreSQL says, in Genkit's words. Nothing here shows a connection string.

use deadpool_postgres::{HookError, PoolError};
use genkit::{Error, Status};
use tokio_postgres::error::SqlState;

/// What a caller of a server may know of it.
const GONE: &str = "the database cannot be reached at the moment";

pub(crate) fn of_pool(error: PoolError) -> Error {
    match error {
        PoolError::Backend(error) | PoolError::PostCreateHook(HookError::Backend(error)) => of(error),
        PoolError::Timeout(_) => {
            Error::public(Status::Unavailable, "the database takes no more requests at the moment")
                .with_cause(error)
        }
        other => gone(other),
    }
}

pub(crate) fn gone(cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Error {
    Error::public(Status::Unavailable, GONE).with_cause(cause)
}

#[cold]
pub(crate) fn of(error: tokio_postgres::Error) -> Error {
    let Some(code) = error.code() else {
        return before_a_word(error);
    };
    let class = code.code().get(..2).unwrap_or_default();
    let said = || error.as_db_error().map(|e| e.message().to_owned()).unwrap_or_default();
    let made = match code {
        &SqlState::INVALID_PASSWORD | &SqlState::INVALID_AUTHORIZATION_SPECIFICATION => {
            Error::unauthenticated(format!("PostgreSQL refused: {}: {USER_AND_PASSWORD}", said()))
        }
        &SqlState::UNDEFINED_DATABASE => Error::failed_precondition(format!(
            "{}: create it, or name another in the connection string",
            said()
        )),
        &SqlState::INSUFFICIENT_PRIVILEGE => Error::permission_denied(format!(
            "PostgreSQL: {}: the first to connect makes the tables and needs CREATE on the schema; after that SELECT, \
             INSERT, UPDATE and DELETE on the tables and USAGE of the sequence are enough",
            said()
        )),
        &SqlState::UNDEFINED_TABLE | &SqlState::UNDEFINED_COLUMN | &SqlState::INVALID_SCHEMA_NAME => {
            Error::failed_precondition(format!(
                "PostgreSQL: {}: connect anew to have the tables made",
                said()
            ))
        }
        &SqlState::QUERY_CANCELED => Error::public(Status::DeadlineExceeded, "the database took too long"),
        _ if class == "53" && code != &SqlState::TOO_MANY_CONNECTIONS || class == "54" => {
            Error::resource_exhausted(format!("PostgreSQL: {}", said()))
        }
        // Connections, too many of them, a server that starts or stops, one that only reads after a failover.
        _ if matches!(class, "08" | "53" | "57") || code == &SqlState::READ_ONLY_SQL_TRANSACTION => {
            Error::public(Status::Unavailable, GONE)
        }
        // Somebody else's locks; it may be tried again.
        _ if class == "40" => Error::public(Status::Unavailable, "the database is busy: try again"),
        code => Error::internal(format!("PostgreSQL: {}: {}", code.code(), said())),
    };
    made.with_cause(error)
}

const USER_AND_PASSWORD: &str = "check user and password of the connection string (DATABASE_URL)";

/// Errors that are none of the server's own: the handshake of TLS, a connection that broke or was never made.
fn before_a_word(error: tokio_postgres::Error) -> Error {
    let text = chain(&error);
    let made = if text.contains("certificate") {
        Error::failed_precondition(
            "the certificate of PostgreSQL is not trusted: name its authority by root_certificate(..) or sslrootcert, \
             and a host that it was made for",
        )
    } else if text.contains("does not support TLS") {
        Error::failed_precondition("PostgreSQL speaks no TLS here, and sslmode asks for it")
    } else if text.contains("password missing") {
        Error::unauthenticated(format!("PostgreSQL asks for a password: {USER_AND_PASSWORD}"))
    } else {
        return gone(error);
    };
    made.with_cause(error)
}

fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(error) = source {
        text.push_str(": ");
        text.push_str(&error.to_string());
        source = error.source();
    }
    text
}
