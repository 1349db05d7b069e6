//! What the driver and the server say went wrong, as an error of ours.

use std::error::Error as Cause;
use std::io::ErrorKind as Io;
use std::sync::Arc;

use genkit::{Error, Status};
use redis::{ErrorKind, RedisError, ServerErrorKind};

/// An error of the server at this place.
#[cold]
pub(crate) fn told(error: RedisError, place: &str) -> Error {
    let (status, message) = meaning(&error, place);
    Error::new(status, message).with_source("redis").with_cause(error)
}

fn meaning(error: &RedisError, place: &str) -> (Status, String) {
    let words = words(error);
    if words.contains("OOM command not allowed") {
        return (Status::ResourceExhausted, format!("the server at {place} has no memory left: {words}"));
    }
    match (error.kind(), error.code()) {
        (ErrorKind::Io, _) => broken(error, place),
        (ErrorKind::AuthenticationFailed, _) | (_, Some("NOAUTH" | "WRONGPASS")) => (
            Status::Unauthenticated,
            format!("the server at {place} refuses the user or the password: {words}"),
        ),
        (ErrorKind::Parse, _) => {
            (Status::FailedPrecondition, format!("what answers at {place} does not speak Redis's protocol"))
        }
        (ErrorKind::Server(ServerErrorKind::NoPerm), _) => {
            (Status::PermissionDenied, format!("the server at {place} does not let this user do it: {words}"))
        }
        (ErrorKind::Server(ServerErrorKind::Moved | ServerErrorKind::Ask), _) => (
            Status::Unavailable,
            format!("the cluster of the server at {place} is moving what was asked for: {words}"),
        ),
        (ErrorKind::ClusterConnectionNotFound, _) => {
            (Status::Unavailable, format!("no connection to a node of the cluster of {place}: {words}"))
        }
        (
            ErrorKind::Server(
                ServerErrorKind::BusyLoading
                | ServerErrorKind::ClusterDown
                | ServerErrorKind::MasterDown
                | ServerErrorKind::ReadOnly
                | ServerErrorKind::TryAgain,
            ),
            _,
        )
        | (_, Some("BUSY" | "NOREPLICAS" | "MISCONF" | "UNKILLABLE")) => {
            (Status::Unavailable, format!("the server at {place} cannot do it at the moment: {words}"))
        }
        (_, Some("WRONGTYPE" | "NORECORD")) | (ErrorKind::UnexpectedReturnType, _) => (
            Status::DataLoss,
            format!("what the server at {place} has is not what was written there: {words}"),
        ),
        (ErrorKind::InvalidClientConfig, _) => {
            (Status::InvalidArgument, format!("no connection to {place} can be made as asked for: {words}"))
        }
        _ => (Status::Internal, format!("the server at {place} refuses a command: {words}")),
    }
}

fn broken(error: &RedisError, place: &str) -> (Status, String) {
    // The driver shares what caused it.
    let shared = error.source().and_then(|source| source.downcast_ref::<Arc<dyn Cause + Send + Sync>>());
    let io = shared.and_then(|shared| shared.downcast_ref::<std::io::Error>());
    match io.map(std::io::Error::kind) {
        // What TLS says of a certificate, or of a server that does not speak it.
        Some(Io::InvalidData) => {
            (Status::FailedPrecondition, format!("no TLS with the server at {place}: {error}"))
        }
        _ if error.is_timeout() => {
            (Status::Unavailable, format!("no answer from the server at {place} in time"))
        }
        _ => (Status::Unavailable, format!("no connection to the server at {place}: {error}")),
    }
}

/// The server's own words.
fn words(error: &RedisError) -> String {
    match (error.code(), error.detail()) {
        (Some(code), Some(detail)) => format!("{code} {detail}"),
        _ => error.to_string(),
    }
}

/// True where the connection broke: the command may have been done, or not.
pub(crate) fn is_lost(error: &RedisError) -> bool {
    error.kind() == ErrorKind::Io && !error.is_timeout()
}

/// True where a node of a cluster did nothing, since another one has the key, or will.
pub(crate) fn is_elsewhere(error: &RedisError) -> bool {
    use ServerErrorKind::{Ask, ClusterDown, Moved, ReadOnly, TryAgain};
    matches!(error.kind(), ErrorKind::Server(Moved | Ask | TryAgain | ClusterDown | ReadOnly))
}
