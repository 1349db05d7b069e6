//! How tools find the runtimes of a project: a file for each, in a folder that both sides agree on.

mod file;
mod root;
mod stale;

pub(super) use file::RuntimeFile;
pub use file::{RuntimeInfo, runtimes};
pub use root::project_root;
pub(super) use stale::sweep;
