//! Google's emulator, started from where Google's tools are.

use std::net::TcpStream;
use std::path::PathBuf;

use store_tests::{Server, port, program};

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
        let mut why = String::new();
        // Another may take the port between the look and the start.
        for port in std::iter::repeat_with(port).take(5) {
            let class = "com.google.cloud.datastore.emulator.firestore.CloudFirestore";
            let args =
                ["-Duser.language=en", "-cp", &jar.display().to_string(), class, "start", "--host=127.0.0.1"];
            let args = args.iter().map(|&arg| arg.to_owned()).chain([format!("--port={port}")]).collect();
            let mut emulator =
                Self { host: format!("127.0.0.1:{port}"), java: java.clone(), args, server: None };
            match emulator.again() {
                Ok(()) => return Ok(emulator),
                Err(error) => why = error,
            }
        }
        Err(why)
    }

    /// Starts it, if it was killed, and waits until it listens.
    pub(crate) fn again(&mut self) -> Result<(), String> {
        let mut server = Server::start(&self.java, &self.args, None).map_err(|e| e.to_string())?;
        server.wait(|| TcpStream::connect(&self.host).is_ok())?;
        self.server = Some(server);
        Ok(())
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
