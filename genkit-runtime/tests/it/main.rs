//! What users see of the runtime.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing, reason = "tests")]

mod agent_clients;
mod agents;
mod architecture;
mod clock;
mod compaction;
mod declared;
#[cfg(feature = "dev")]
mod dev_http;
#[cfg(feature = "dev")]
mod dev_logs;
#[cfg(feature = "dev")]
mod dev_project;
#[cfg(feature = "dev")]
mod dev_reflection;
#[cfg(all(feature = "dev", feature = "macros"))]
mod dev_socket;
#[cfg(feature = "dev")]
mod dev_telemetry;
mod doubles;
mod downloads;
mod generate;
mod history;
#[cfg(feature = "http")]
mod http;
mod isolation;
mod lives;
mod middleware;
mod models;
#[cfg(feature = "prompts")]
mod prompts;
mod retrieval;
mod round_trips;
mod running;
mod scripts;
#[cfg(all(feature = "serve", feature = "client"))]
mod serve;
mod sessions;
mod stores;
mod traces;
mod watching;
