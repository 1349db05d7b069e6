//! Addresses that somebody else wrote: where they point to, and whether everybody may go there.

mod address;
mod place;

pub(crate) use address::is_public;
pub(crate) use place::Place;
