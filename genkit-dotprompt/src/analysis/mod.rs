//! What a template uses, and whether it is there: for checks before anything runs.

mod checker;
mod cycle;
mod diagnostic;
mod place;
mod references;
mod schema;
mod suggest;
mod usage;
mod walk;

pub use checker::{Checker, check};
pub use diagnostic::{Diagnostic, DiagnosticKind};
pub use place::Step;
pub(crate) use references::{Reference, partial_names, references};
pub(crate) use suggest::did_you_mean;
pub use usage::{HelperUse, PartialUse, Usage, VariableKind, VariableUse};
