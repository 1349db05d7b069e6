//! A PostgreSQL of its own: a folder, a port, a user with a password, TLS by an authority that nobody knows.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use store_tests::{Authority, as_user, is_root, port, program};
use tempfile::TempDir;
use tokio_postgres::NoTls;

const PASSWORD: &str = "hunter/2@:#";
const PASSWORD_IN_URL: &str = "hunter%2F2%40%3A%23";

pub(crate) struct Server {
    process: store_tests::Server,
    postgres: PathBuf,
    folder: TempDir,
    pub(crate) port: u16,
    /// The certificate of its authority.
    pub(crate) authority: String,
}

impl Server {
    /// A new server.
    ///
    /// # Errors
    /// Why there is none here.
    pub(crate) fn start() -> Result<Self, String> {
        let folders = folders();
        let missing = "install postgresql, or name its programs' folder in PGBIN";
        let initdb = program("initdb", &folders).ok_or(missing)?;
        let postgres = program("postgres", &folders).ok_or(missing)?;
        let folder = made_by(&initdb)?;
        let authority = Authority::new();
        let (certificate, key) = authority.certify("localhost");
        give(&folder.path().join("data/server.crt"), &certificate)?;
        give(&folder.path().join("data/server.key"), &key)?;
        let authority = authority.certificate;
        let mut why = String::new();
        // Another may take the port between the look and the start.
        for port in std::iter::repeat_with(port).take(10) {
            match begin(&postgres, folder.path(), port) {
                Ok(process) => return Ok(Self { process, postgres, folder, port, authority }),
                Err(error) => why = error,
            }
        }
        Err(why)
    }

    /// Its connection string, without TLS.
    pub(crate) fn url(&self) -> String {
        format!("postgres://genkit:{PASSWORD_IN_URL}@127.0.0.1:{}/postgres", self.port)
    }

    /// Kills it without a chance to tidy up, and waits until none of its processes answers any more.
    pub(crate) fn kill(&mut self) {
        self.process.kill();
        loop {
            let children = at_work_in(&self.folder.path().join("data"));
            if children.is_empty() {
                return;
            }
            let _ = Command::new("kill").arg("-9").args(children).stderr(Stdio::null()).status();
        }
    }

    /// Starts it again after a kill.
    pub(crate) fn start_again(&mut self) {
        self.process = begin(&self.postgres, self.folder.path(), self.port).unwrap();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
    }
}

/// The processes whose folder this is, as Linux tells them.
fn at_work_in(folder: &Path) -> Vec<String> {
    let Ok(folder) = folder.canonicalize() else { return Vec::new() };
    let all = fs::read_dir("/proc").into_iter().flatten().flatten();
    let at_work =
        all.filter(|process| fs::read_link(process.path().join("cwd")).is_ok_and(|at| at == folder));
    at_work.map(|process| process.file_name().to_string_lossy().into_owned()).collect()
}

/// Starts it and waits until it takes connections.
fn begin(postgres: &Path, folder: &Path, port: u16) -> Result<store_tests::Server, String> {
    // Its own word, and not that of another server at the port, nor of the one before.
    let word = folder.join("data/postmaster.pid");
    let _ = fs::remove_file(&word);
    let mut process = run(postgres, folder, port)?;
    process.wait(|| fs::read_to_string(&word).is_ok_and(|told| told.contains("ready")))?;
    Ok(process)
}

/// A connection of the bare driver.
pub(crate) async fn driver(url: &str) -> tokio_postgres::Client {
    let (client, connection) = tokio_postgres::connect(url, NoTls).await.unwrap();
    tokio::spawn(connection);
    client
}

/// Where programs of PostgreSQL are: the newest first.
fn folders() -> Vec<PathBuf> {
    let named = std::env::var_os("PGBIN").map(PathBuf::from);
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten();
    let mut debian: Vec<_> = debian.filter_map(|entry| Some(entry.ok()?.path().join("bin"))).collect();
    debian.sort();
    named.into_iter().chain(debian.into_iter().rev()).collect()
}

/// Who it runs as: it refuses to be root.
fn user() -> Option<&'static str> {
    let there = |user: &&str| Command::new("id").arg(user).output().is_ok_and(|id| id.status.success());
    if is_root() { ["postgres", "nobody"].into_iter().find(there) } else { None }
}

/// A folder with an empty cluster in `data`: below `target`, or where temporary files are if that user cannot go there.
fn made_by(initdb: &Path) -> Result<TempDir, String> {
    let mut why = String::new();
    for place in [PathBuf::from(env!("CARGO_TARGET_TMPDIR")), std::env::temp_dir()] {
        let folder =
            tempfile::Builder::new().prefix("postgres-").tempdir_in(place).map_err(|e| e.to_string())?;
        give(&folder.path().join("password"), PASSWORD)?;
        own(folder.path())?;
        let made = as_user(initdb, user())
            .current_dir("/")
            .args(["--auth=scram-sha-256", "--username=genkit", "--encoding=UTF8", "--locale=C", "--no-sync"])
            .arg("--pwfile")
            .arg(folder.path().join("password"))
            .arg(folder.path().join("data"))
            .output()
            .map_err(|e| e.to_string())?;
        if made.status.success() {
            return Ok(folder);
        }
        why = String::from_utf8_lossy(&made.stderr).into_owned();
    }
    Err(format!("initdb: {why}"))
}

/// Writes a file that only the server's user reads.
fn give(file: &Path, text: &str) -> Result<(), String> {
    fs::write(file, text).map_err(|e| e.to_string())?;
    let closed = Command::new("chmod").arg("600").arg(file).status();
    closed.map_err(|e| e.to_string())?;
    own(file)
}

fn own(path: &Path) -> Result<(), String> {
    let Some(user) = user() else { return Ok(()) };
    Command::new("chown").arg(user).arg(path).status().map(drop).map_err(|e| e.to_string())
}

fn run(postgres: &Path, folder: &Path, port: u16) -> Result<store_tests::Server, String> {
    let port = port.to_string();
    let data = folder.join("data");
    let data = data.to_string_lossy();
    let options = ["listen_addresses=127.0.0.1", "unix_socket_directories=", "max_connections=300", "ssl=on"];
    let options = options.iter().flat_map(|option| ["-c", option]);
    let args = ["-D", &data, "-p", &port].into_iter().chain(options);
    store_tests::Server::start(postgres, args, user()).map_err(|e| e.to_string())
}
