//! Google's emulator, started from where Google's tools are.

use std::net::TcpStream;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use store_tests::{Server, free_port, program};

const JAR: &str = "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar";

pub(crate) struct Emulator {
    pub(crate) host: String,
    java: PathBuf,
    args: Vec<String>,
    server: Option<Server>,
}

impl Emulator {
    pub(crate) fn start() -> Result<Self, String> {
        let jar = jar().ok_or("neither `gcloud` nor FIRESTORE_EMULATOR_JAR leads to the emulator")?;
        let java = program("java", &[]).ok_or("java is not installed")?;
        let port = free_port();
        let class = "com.google.cloud.datastore.emulator.firestore.CloudFirestore";
        let args =
            ["-Duser.language=en", "-cp", &jar.display().to_string(), class, "start", "--host=127.0.0.1"];
        let args = args.iter().map(|&arg| arg.to_owned()).chain([format!("--port={port}")]).collect();
        let mut emulator = Self { host: format!("127.0.0.1:{port}"), java, args, server: None };
        emulator.again()?;
        Ok(emulator)
    }

    /// Starts it, if it was killed, and waits until it listens.
    pub(crate) fn again(&mut self) -> Result<(), String> {
        self.server = Some(Server::start(&self.java, &self.args, None).map_err(|e| e.to_string())?);
        for _ in 0..1200 {
            if TcpStream::connect(&self.host).is_ok() {
                return Ok(());
            }
            thread::sleep(Duration::from_millis(50));
        }
        Err("the emulator does not listen after a minute".to_owned())
    }

    /// Kills it; what it had is gone.
    pub(crate) fn kill(&mut self) {
        self.server.take();
    }
}

fn jar() -> Option<PathBuf> {
    if let Some(named) = std::env::var_os("FIRESTORE_EMULATOR_JAR") {
        return Some(PathBuf::from(named)).filter(|jar| jar.is_file());
    }
    // `gcloud` on the path is a link into the folder of Google's tools.
    let gcloud = program("gcloud", &[])?.canonicalize().ok()?;
    let jar = gcloud.parent()?.parent()?.join(JAR);
    jar.is_file().then_some(jar)
}
