//! The store on the emulator, where it is installed.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod emulator;
mod own;
mod wire;

use std::iter;
use std::process::ExitCode;

use emulator::Emulator;
use genkit::{BoxFuture, Result};
use genkit_firestore::{FirestoreOptions, FirestoreSessionStore};
use store_tests::Tested;

fn main() -> ExitCode {
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
