//! How a runtime is shown to developer tools, and what the environment says of it.

use std::path::PathBuf;

/// How [`serve`](super::serve) shows a runtime to developer tools.
///
/// ```
/// use genkit::dev::DevOptions;
/// let options = DevOptions::new().port(3105).runtime_file(false);
/// # let _ = options;
/// ```
#[derive(Clone, Debug)]
pub struct DevOptions {
    pub(super) host: String,
    pub(super) port: Option<u16>,
    pub(super) project_root: Option<PathBuf>,
    pub(super) runtime_file: bool,
    pub(super) runtime_id: Option<String>,
    pub(super) manager: Option<String>,
    pub(super) telemetry: Option<String>,
    pub(super) realtime: bool,
    pub(super) trace_files: bool,
    /// Whether a program without a `tracing` subscriber is given one.
    pub(super) console: bool,
}

impl DevOptions {
    /// On loopback, at the first free port from 3100 on, with a runtime file in the project.
    #[must_use]
    pub fn new() -> Self {
        Self {
            host: "127.0.0.1".to_owned(),
            port: None,
            project_root: None,
            runtime_file: true,
            runtime_id: None,
            manager: None,
            telemetry: None,
            realtime: false,
            trace_files: false,
            console: false,
        }
    }

    /// What the environment says, as `genkit start` sets it and as users may:
    ///
    /// | variable | meaning |
    /// | --- | --- |
    /// | `GENKIT_REFLECTION_HOST`, `GENKIT_REFLECTION_PORT` | where to listen |
    /// | `GENKIT_REFLECTION_V2_SERVER` | a tool's `ws://` address to connect to, in place of listening |
    /// | `GENKIT_RUNTIME_ID` | the id that tools know the runtime by |
    /// | `GENKIT_PROJECT_ROOT` | the folder that holds `.genkit` |
    /// | `GENKIT_TELEMETRY_SERVER` | where traces and logs go |
    /// | `GENKIT_ENABLE_REALTIME_TELEMETRY` | `true` sends spans when they start, too |
    #[must_use]
    pub fn from_env() -> Self {
        Self::read(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
    }

    pub(super) fn read(var: impl Fn(&str) -> Option<String>) -> Self {
        let new = Self::new();
        Self {
            host: var("GENKIT_REFLECTION_HOST").unwrap_or(new.host),
            port: var("GENKIT_REFLECTION_PORT").and_then(|port| port.parse().ok()),
            project_root: var("GENKIT_PROJECT_ROOT").map(PathBuf::from),
            runtime_id: var("GENKIT_RUNTIME_ID"),
            manager: var("GENKIT_REFLECTION_V2_SERVER"),
            telemetry: var("GENKIT_TELEMETRY_SERVER"),
            realtime: var("GENKIT_ENABLE_REALTIME_TELEMETRY").as_deref() == Some("true"),
            ..new
        }
    }

    /// The address to listen on. Anything but loopback lets others run your actions: it is for containers.
    #[must_use]
    pub fn host(mut self, host: impl Into<String>) -> Self {
        self.host = host.into();
        self
    }

    /// The port to listen on; 0 for any that is free. Without one, the first free from 3100 to 3200.
    #[must_use]
    pub fn port(mut self, port: u16) -> Self {
        self.port = Some(port);
        self
    }

    /// The folder that holds `.genkit`, in place of the one that the CLI would find from the working directory.
    #[must_use]
    pub fn project_root(mut self, folder: impl Into<PathBuf>) -> Self {
        self.project_root = Some(folder.into());
        self
    }

    /// Whether to write the file by which tools find the runtime.
    #[must_use]
    pub fn runtime_file(mut self, write: bool) -> Self {
        self.runtime_file = write;
        self
    }

    /// The id that tools know the runtime by, in place of `{pid}-{port}`.
    #[must_use]
    pub fn runtime_id(mut self, id: impl Into<String>) -> Self {
        self.runtime_id = Some(id.into());
        self
    }

    /// A tool's `ws://host:port` address to connect to, in place of listening.
    #[must_use]
    pub fn manager(mut self, url: impl Into<String>) -> Self {
        self.manager = Some(url.into());
        self
    }

    /// The telemetry server, `http://host:port`, which traces and logs go to. Without one, a tool that finds the
    /// runtime names its own.
    #[must_use]
    pub fn telemetry_server(mut self, url: impl Into<String>) -> Self {
        self.telemetry = Some(url.into());
        self
    }

    /// Whether traces are written to files of the project while no telemetry server is known; see
    /// [`TraceStore`](super::TraceStore).
    #[must_use]
    pub fn trace_files(mut self, write: bool) -> Self {
        self.trace_files = write;
        self
    }

    /// As the environment says, for a program that was started to be seen by tools.
    pub(super) fn automatic() -> Self {
        Self { console: true, trace_files: true, ..Self::from_env() }
    }

    pub(super) fn root(&self) -> PathBuf {
        self.project_root.clone().unwrap_or_else(super::project_root)
    }

    /// Whether spans are sent when they start, too, so that tools show runs while they go on.
    #[must_use]
    pub fn realtime(mut self, realtime: bool) -> Self {
        self.realtime = realtime;
        self
    }
}

impl Default for DevOptions {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_environment_is_read_as_the_cli_sets_it() {
        let options = DevOptions::read(|name| match name {
            "GENKIT_TELEMETRY_SERVER" => Some("http://localhost:4033".to_owned()),
            "GENKIT_ENABLE_REALTIME_TELEMETRY" => Some("true".to_owned()),
            "GENKIT_REFLECTION_PORT" => Some("3107".to_owned()),
            _ => None,
        });
        assert_eq!(options.telemetry.as_deref(), Some("http://localhost:4033"));
        assert_eq!((options.realtime, options.port, options.host.as_str()), (true, Some(3107), "127.0.0.1"));
    }
}
