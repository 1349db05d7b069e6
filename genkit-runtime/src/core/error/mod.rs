//! The one error type: a status, a message, what caused it and the trace it happened in.

mod convert;
mod status;

use std::borrow::Cow;
use std::fmt;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use serde_json::{Value, json};

pub use convert::{ActionError, ResultExt};
pub use status::{Status, UnknownStatus};

use super::trace::TraceId;

/// The result of anything that can fail in Genkit.
pub type Result<T, E = Error> = std::result::Result<T, E>;

type Cause = Arc<dyn std::error::Error + Send + Sync>;

/// What went wrong: a [`Status`], a message, and where known the cause, details and the trace.
///
/// Any error of the standard kind becomes one by `?` (status `INTERNAL`). A message is *internal* unless it is made
/// with [`Error::public`]: a server shows only public messages to its callers. Cloning is cheap.
///
/// Like `anyhow::Error` it does not implement [`std::error::Error`] itself, so that `?` can take every other error;
/// it converts into `Box<dyn std::error::Error + Send + Sync>`, and into `anyhow::Error` with the feature `anyhow`.
///
/// ```
/// use genkit::{Error, Status};
/// let error = Error::not_found("no such dish").with_details(serde_json::json!({"dish": "soup"}));
/// assert_eq!(error.status(), Status::NotFound);
/// assert_eq!(error.to_string(), "NOT_FOUND: no such dish");
///
/// fn parse(text: &str) -> genkit::Result<u8> {
///     Ok(text.parse()?)
/// }
/// assert_eq!(parse("x").unwrap_err().status(), Status::Internal);
/// ```
#[derive(Clone)]
pub struct Error(Arc<Inner>);

#[derive(Clone)]
struct Parts {
    status: Status,
    message: Cow<'static, str>,
    source: Option<Cow<'static, str>>,
    public: bool,
    /// Somebody else's error, which came by `?`: its text stands without our status.
    foreign: bool,
    details: Option<Value>,
    help: Option<Cow<'static, str>>,
    cause: Option<Cause>,
    retry_after: Option<Duration>,
    interrupt: Option<Value>,
}

struct Inner {
    parts: Parts,
    trace: OnceLock<TraceId>,
    /// Set by the innermost span that failed with this error, so that those around it are not blamed too.
    blamed: AtomicBool,
}

macro_rules! constructors {
    ($($(#[$doc:meta])* $name:ident => $status:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[must_use]
        pub fn $name(message: impl Into<Cow<'static, str>>) -> Self {
            Self::new(Status::$status, message)
        }
    )*};
}

impl Error {
    /// An error of this status, with an internal message.
    #[must_use]
    pub fn new(status: Status, message: impl Into<Cow<'static, str>>) -> Self {
        Self::from_parts(Parts {
            status,
            message: message.into(),
            source: None,
            public: false,
            foreign: false,
            details: None,
            help: None,
            cause: None,
            retry_after: None,
            interrupt: None,
        })
    }

    /// An error whose message and details may be shown to the caller of a server.
    #[must_use]
    pub fn public(status: Status, message: impl Into<Cow<'static, str>>) -> Self {
        Self::new(status, message).map(|p| p.public = true)
    }

    constructors! {
        /// `INVALID_ARGUMENT`: the input is wrong.
        invalid_argument => InvalidArgument,
        /// `NOT_FOUND`: what was asked for does not exist.
        not_found => NotFound,
        /// `ALREADY_EXISTS`: what was to be created exists already.
        already_exists => AlreadyExists,
        /// `FAILED_PRECONDITION`: the state of the system does not allow it.
        failed_precondition => FailedPrecondition,
        /// `PERMISSION_DENIED`: the caller may not do this.
        permission_denied => PermissionDenied,
        /// `UNAUTHENTICATED`: the caller is not known.
        unauthenticated => Unauthenticated,
        /// `RESOURCE_EXHAUSTED`: a quota or a limit is used up.
        resource_exhausted => ResourceExhausted,
        /// `ABORTED`: stopped half-way.
        aborted => Aborted,
        /// `CANCELLED`: the caller gave up.
        cancelled => Cancelled,
        /// `DEADLINE_EXCEEDED`: it took too long.
        deadline_exceeded => DeadlineExceeded,
        /// `OUT_OF_RANGE`: past the end of what there is.
        out_of_range => OutOfRange,
        /// `UNIMPLEMENTED`: not supported here.
        unimplemented => Unimplemented,
        /// `UNAVAILABLE`: not there for the moment.
        unavailable => Unavailable,
        /// `INTERNAL`: a defect of the program itself.
        internal => Internal,
    }

    /// What a tool returns to wait for somebody: not a failure, but the end of the turn.
    ///
    /// The metadata goes to whoever answers; `true` stands for none. See [`Ctx::interrupt`](crate::Ctx::interrupt).
    #[must_use]
    pub fn interrupt(metadata: impl Into<Value>) -> Self {
        Self::aborted("the tool waits for an answer").map(|p| p.interrupt = Some(metadata.into()))
    }

    /// The metadata of an interrupt, if this is one.
    #[must_use]
    pub fn interrupt_metadata(&self) -> Option<&Value> {
        self.0.parts.interrupt.as_ref()
    }

    fn from_parts(parts: Parts) -> Self {
        Self(Arc::new(Inner { parts, trace: OnceLock::new(), blamed: AtomicBool::new(false) }))
    }

    fn map(self, change: impl FnOnce(&mut Parts)) -> Self {
        let trace = self.0.trace.get().copied();
        let mut parts = self.0.parts.clone();
        change(&mut parts);
        let error = Self::from_parts(parts);
        if let Some(trace) = trace {
            error.attach_trace(trace);
        }
        error
    }

    /// Adds machine-readable details, an object by custom.
    #[must_use]
    pub fn with_details(self, details: Value) -> Self {
        self.map(|p| p.details = Some(details))
    }

    /// Says to whoever writes the program what to do about it: a line of the [`Debug`](fmt::Debug) text, which is what
    /// `#[genkit::main]` prints. Never sent to a client or to a model.
    ///
    /// ```
    /// let error = genkit::Error::not_found("no such dish").with_help("the menu has: soup, bread");
    /// assert_eq!(format!("{error}"), "NOT_FOUND: no such dish");
    /// assert_eq!(format!("{error:?}"), "NOT_FOUND: no such dish\nhelp: the menu has: soup, bread");
    /// ```
    #[must_use]
    pub fn with_help(self, help: impl Into<Cow<'static, str>>) -> Self {
        self.map(|p| p.help = Some(help.into()))
    }

    /// Names where the error comes from, for example a plugin: `googleai: NOT_FOUND: …`.
    #[must_use]
    pub fn with_source(self, source: impl Into<Cow<'static, str>>) -> Self {
        self.map(|p| p.source = Some(source.into()))
    }

    /// Keeps the error that led to this one.
    #[must_use]
    pub fn with_cause(self, cause: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        self.map(|p| p.cause = Some(Cause::from(cause.into())))
    }

    /// Says how long to wait before trying again. Never sent to a client.
    #[must_use]
    pub fn with_retry_after(self, wait: Duration) -> Self {
        self.map(|p| p.retry_after = Some(wait))
    }

    /// The same error under another status.
    #[must_use]
    pub fn with_status(self, status: Status) -> Self {
        self.map(|p| {
            p.status = status;
            p.foreign = false;
        })
    }

    /// The same error, its message for all to see.
    #[cfg_attr(not(feature = "serve"), allow(dead_code, reason = "only a server tells"))]
    #[must_use]
    pub(crate) fn into_public(self) -> Self {
        self.map(|p| p.public = true)
    }

    /// The kind of failure.
    #[must_use]
    pub fn status(&self) -> Status {
        self.0.parts.status
    }

    /// The message, without status or source.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.parts.message
    }

    /// Machine-readable details, if any.
    #[must_use]
    pub fn details(&self) -> Option<&Value> {
        self.0.parts.details.as_ref()
    }

    /// What to do about it, for whoever writes the program.
    #[must_use]
    pub fn help(&self) -> Option<&str> {
        self.0.parts.help.as_deref()
    }

    /// Whether callers of a server may see the message.
    #[must_use]
    pub fn is_public(&self) -> bool {
        self.0.parts.public
    }

    /// How long to wait before trying again, where the other side said so.
    #[must_use]
    pub fn retry_after(&self) -> Option<Duration> {
        self.0.parts.retry_after
    }

    /// The error that led to this one.
    #[must_use]
    pub fn cause(&self) -> Option<&(dyn std::error::Error + Send + Sync + 'static)> {
        self.0.parts.cause.as_deref()
    }

    /// The trace in which it happened, once it has left an action.
    #[must_use]
    pub fn trace_id(&self) -> Option<TraceId> {
        self.0.trace.get().copied()
    }

    /// What a client over HTTP is told: message and details of a public error, otherwise only `Internal Error`.
    ///
    /// ```
    /// use genkit::{Error, Status};
    /// let told = Error::public(Status::NotFound, "no such dish").to_client();
    /// assert_eq!(told, serde_json::json!({"status": "NOT_FOUND", "message": "no such dish"}));
    /// let hidden = Error::not_found("row 7 of table dishes").to_client();
    /// assert_eq!(hidden, serde_json::json!({"status": "INTERNAL", "message": "Internal Error"}));
    /// ```
    #[must_use]
    pub fn to_client(&self) -> Value {
        let mut body = if self.is_public() {
            json!({"message": self.message(), "status": self.status()})
        } else {
            json!({"message": "Internal Error", "status": Status::Internal})
        };
        let details = self.details().filter(|_| self.is_public()).cloned();
        if let (Some(details), Some(body)) = (details, body.as_object_mut()) {
            body.insert("details".to_owned(), details);
        }
        body
    }

    /// What a developer tool is told: `{code, message, details: {stack, traceId}}` with the numeric code and the whole
    /// text. The stack is all that is known: details, causes and the trace.
    ///
    /// ```
    /// use genkit::Error;
    /// let told = Error::not_found("no such dish").with_details(serde_json::json!({"dish": "soup"})).to_reflection();
    /// assert_eq!((&told["code"], &told["message"]), (&5.into(), &"NOT_FOUND: no such dish".into()));
    /// assert!(told["details"]["stack"].as_str().unwrap().contains("soup"));
    /// ```
    #[must_use]
    pub fn to_reflection(&self) -> Value {
        let mut details = json!({"stack": format!("{self:?}")});
        if let (Some(trace), Some(details)) = (self.trace_id(), details.as_object_mut()) {
            details.insert("traceId".to_owned(), trace.to_string().into());
        }
        json!({"code": self.status().code(), "message": self.to_string(), "details": details})
    }

    pub(crate) fn attach_trace(&self, trace: TraceId) {
        let _ = self.0.trace.set(trace);
    }

    /// True for the first caller only: that span is where the failure began.
    pub(crate) fn blame(&self) -> bool {
        !self.0.blamed.swap(true, Ordering::Relaxed)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(source) = &self.0.parts.source {
            write!(f, "{source}: ")?;
        }
        if self.0.parts.foreign {
            return f.write_str(self.message());
        }
        write!(f, "{}: {}", self.status(), self.message())
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        if let Some(help) = self.help() {
            write!(f, "\nhelp: {help}")?;
        }
        if let Some(details) = self.details() {
            write!(f, "\ndetails: {details}")?;
        }
        let mut cause = self.cause().map(|c| c as &dyn std::error::Error);
        if self.0.parts.foreign {
            // Its own words are ours already.
            cause = cause.and_then(std::error::Error::source);
        }
        while let Some(c) = cause {
            write!(f, "\ncaused by: {c}")?;
            cause = c.source();
        }
        if let Some(trace) = self.trace_id() {
            write!(f, "\ntrace: {trace}")?;
        }
        Ok(())
    }
}
