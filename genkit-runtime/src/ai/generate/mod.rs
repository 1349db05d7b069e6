//! Asking a model, and running the tools it asks for.

mod options;
mod response;

pub use options::Generate;
pub use response::GenerateResponse;
