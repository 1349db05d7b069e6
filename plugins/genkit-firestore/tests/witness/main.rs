//! The store on the emulator, where it is installed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod emulator;
mod own;
mod wire;

use std::process::{Command, ExitCode};
use std::{env, iter};

use emulator::Emulator;
use genkit::{BoxFuture, Result};
use genkit_firestore::{FirestoreOptions, FirestoreSessionStore};
use store_tests::Tested;

/// Set in the program that has no credentials of whoever runs this.
const ALONE: &str = "FIRESTORE_TESTS_ALONE";

fn main() -> ExitCode {
    if env::var_os(ALONE).is_none() {
        return alone();
    }
    let tested = Tested { store, streams: None };
    store_tests::main(&tested, || match Emulator::start() {
        Ok(emulator) => {
            let trials = [tested.trials(&emulator.host), own::trials(&emulator.host), wire::trials()]
                .into_iter()
                .flatten()
                .collect();
            (Some(emulator), trials)
        }
        Err(why) => {
            (None, iter::once(store_tests::absent("firestore", &why)).chain(wire::trials()).collect())
        }
    })
}

fn store(host: String) -> BoxFuture<'static, Result<FirestoreSessionStore>> {
    Box::pin(async move { FirestoreOptions::new("demo-genkit").emulator(host).connect().await })
}

fn alone() -> ExitCode {
    let mut program = Command::new(env::current_exe().expect("this program"));
    program.args(env::args_os().skip(1)).env(ALONE, "1").env("CLOUDSDK_CONFIG", env!("CARGO_TARGET_TMPDIR"));
    for name in ["GOOGLE_APPLICATION_CREDENTIALS", "GCLOUD_SERVICE_ACCOUNT_CREDS", "GCE_METADATA_HOST"] {
        program.env_remove(name);
    }
    if program.status().is_ok_and(|ended| ended.success()) { ExitCode::SUCCESS } else { ExitCode::FAILURE }
}
