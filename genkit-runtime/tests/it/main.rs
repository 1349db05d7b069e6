//! What users see of the runtime.

mod clock;
mod doubles;
mod isolation;
mod models;
mod running;
mod traces;
