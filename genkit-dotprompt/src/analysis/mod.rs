//! What a template uses, and whether it is there: for checks before anything runs.

mod references;
mod suggest;

pub(crate) use references::{Reference, references};
pub(crate) use suggest::did_you_mean;
