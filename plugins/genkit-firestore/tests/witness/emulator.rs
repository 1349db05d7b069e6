//! Google's emulator, started from where Google's tools are.

use std::net::TcpStream;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use store_tests::{Server, free_port, program};

const JAR: &str = "platform/cloud-firestore-emulator/cloud-firestore-emulator.jar";

pub(crate) struct Emulator {
    pub(crate) host: String,
    #[allow(dead_code, reason = "it runs until this is dropped")]
    server: Server,
}

impl Emulator {
    pub(crate) fn start() -> Result<Self, String> {
        let jar = jar().ok_or("neither `gcloud` nor FIRESTORE_EMULATOR_JAR leads to the emulator")?;
        let java = program("java", &[]).ok_or("java is not installed")?;
        let port = free_port();
        let host = format!("127.0.0.1:{port}");
        let class = "com.google.cloud.datastore.emulator.firestore.CloudFirestore";
        let args = ["-Duser.language=en", "-cp", &jar.display().to_string(), class, "start"].map(str::to_owned);
        let place = ["--host=127.0.0.1".to_owned(), format!("--port={port}")];
        let server = Server::start(java, args.iter().chain(&place), None).map_err(|e| e.to_string())?;
        for _ in 0..1200 {
            if TcpStream::connect(&host).is_ok() {
                return Ok(Self { host, server });
            }
            thread::sleep(Duration::from_millis(50));
        }
        Err("the emulator does not listen after a minute".to_owned())
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
