//! Conversations that last, and what keeps them.

mod artifact;
mod chat;
mod create;
mod file;
mod handle;
mod live;
mod lock;
mod memory;
mod pages;
mod recent;
mod record;
mod sessions;
mod store;
mod watch;
mod way;

pub use artifact::Artifact;
pub use chat::{Chat, ChatStream, OnConflict};
pub use create::CreateSession;
pub use file::FileSessionStore;
pub use handle::Session;
pub use live::LiveSession;
pub(crate) use live::{Change, Now};
pub(crate) use lock::Place;
pub use memory::InMemorySessionStore;
pub(crate) use pages::{Thread, Written};
pub(crate) use sessions::Sessions;
pub(crate) use store::NO_TENANT;
pub use store::{Conflict, SessionStore, StoreKey, Stored};
pub use watch::SessionWatch;
