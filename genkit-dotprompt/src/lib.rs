//! Genkit's prompt files: templates, picoschema and front matter. Text goes in and a checked tree comes out; nothing
//! is read or written.

mod analysis;
mod environment;
mod error;
mod front_matter;
mod helper;
mod limits;
mod message;
mod partials;
mod picoschema;
mod position;
mod prompt;
mod render;
mod template;
mod value;
mod yaml;

pub use analysis::{
    Checker, Diagnostic, DiagnosticKind, HelperUse, PartialUse, Step, Usage, VariableKind, VariableUse, check,
};
pub use environment::Environment;
pub use error::{Error, ErrorKind, Result};
pub use front_matter::{FrontMatter, Middleware};
pub use helper::{Helper, HelperCall, IntoOutcome, Outcome};
pub use limits::Limits;
pub use message::{Entry, Media, Message, Part, Role, UnknownRole, assemble};
pub use partials::Partials;
pub use picoschema::{SchemaResolver, Schemas, picoschema};
pub use position::{Position, Span};
pub use prompt::Prompt;
pub use render::{Data, Piece, Rendered};
pub use template::{Template, ast};
