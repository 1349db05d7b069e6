//! Servers that tests start for themselves.

use std::ffi::OsStr;
use std::net::{Ipv4Addr, TcpListener};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::thread;
use std::time::Duration;

use genkit::Env;

/// A process that ends with this, or with the program that started it.
#[derive(Debug)]
pub struct Server(Child);

impl Server {
    /// Starts a program; as another user, if one is named and this one is root. What it prints goes nowhere.
    ///
    /// # Errors
    /// If there is no such program.
    pub fn start<I>(program: impl AsRef<OsStr>, args: I, user: Option<&str>) -> std::io::Result<Self>
    where
        I: IntoIterator,
        I::Item: AsRef<OsStr>,
    {
        let mut command = as_user(program, user);
        command.args(args).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command.spawn().map(Self)
    }

    /// Its process.
    #[must_use]
    pub fn id(&self) -> u32 {
        self.0.id()
    }

    fn runs(&mut self) -> bool {
        matches!(self.0.try_wait(), Ok(None))
    }

    /// Waits until it is ready, two minutes at most: a machine may do much else.
    ///
    /// # Errors
    /// If it ended instead, since another one has its port for example, or takes too long.
    pub fn wait(&mut self, mut ready: impl FnMut() -> bool) -> Result<(), String> {
        for _ in 0..6000 {
            if !self.runs() {
                return Err("it does not start".to_owned());
            }
            if ready() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(20));
        }
        Err("it is not ready after two minutes".to_owned())
    }

    /// Kills it (SIGKILL), and waits until it is gone.
    pub fn kill(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// A command as another user where this one is root; its process ends with this one.
#[must_use]
pub fn as_user(command: impl AsRef<OsStr>, user: Option<&str>) -> Command {
    let Some(setpriv) = program("setpriv", &[]) else { return Command::new(command) };
    let mut with = Command::new(setpriv);
    with.args(["--pdeathsig", "KILL"]);
    if let Some(user) = user.filter(|_| is_root()) {
        with.args(["--reuid", user, "--regid", user, "--clear-groups"]);
    }
    with.arg("--").arg(command);
    with
}

/// True if this is root, whom some servers refuse to run as.
#[must_use]
pub fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|id| id.stdout.trim_ascii() == b"0")
}

/// Where a program is: in one of these folders or on the path.
#[must_use]
pub fn program(name: &str, folders: &[PathBuf]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let all = folders.iter().cloned().chain(std::env::split_paths(&path));
    all.map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// A port that nobody listens on at the moment, and that no system gives away by itself to whoever asks for any.
///
/// # Panics
/// If there is none.
#[must_use]
pub fn port() -> u16 {
    let some = || 10_000 + (Env::system().random() % 20_000) as u16;
    let free = |port: &u16| TcpListener::bind((Ipv4Addr::LOCALHOST, *port)).is_ok();
    std::iter::repeat_with(some).take(1000).find(free).expect("a free port")
}
