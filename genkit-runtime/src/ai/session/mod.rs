//! Conversations that last, and what keeps them.

mod artifact;
mod chat;
mod file;
mod live;
mod lock;
mod memory;
mod pages;
mod sessions;
mod store;

pub use artifact::Artifact;
pub use chat::{Chat, ChatStream, OnConflict};
pub use file::FileSessionStore;
pub use live::LiveSession;
pub(crate) use live::{Change, Now};
pub(crate) use lock::{Place, Queues};
pub use memory::InMemorySessionStore;
pub(crate) use sessions::Sessions;
pub use sessions::{CreateSession, Session};
pub(crate) use store::NO_TENANT;
pub use store::{Conflict, SessionStore, StoreKey, Stored};
