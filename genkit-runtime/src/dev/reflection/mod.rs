//! Reflection API, version 1: an HTTP server that tools talk to.

mod guard;
mod listen;
mod reply;
mod routes;
mod run;

pub(super) use listen::Listener;
