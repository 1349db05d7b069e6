//! Genkit's prompt files: templates, picoschema and front matter. Text goes in and a checked tree comes out; nothing
//! is read or written.
//!
//! ```
//! use genkit_dotprompt::{Data, Environment, Partials, Prompt, Schemas, check};
//! use serde_json::json;
//!
//! let prompt = Prompt::parse("---
//! model: googleai/gemini-2.5-flash
//! input:
//!   schema:
//!     name: string, of the guest
//!     dishes(array): string
//! ---
//! {{role 'system'}}
//! You are a waiter.
//! {{role 'user'}}
//! I am {{name}}.{{#if dishes}} I like {{#each dishes}}{{this}}{{#unless @last}}, {{/unless}}{{/each}}.{{/if}}
//! ")?;
//!
//! // Before anything runs: is all there that the template uses?
//! assert_eq!(check(&prompt, &Partials::new()), []);
//! assert_eq!(prompt.front_matter().input_schema(Schemas::None)?.unwrap()["type"], "object");
//!
//! // At run time:
//! let input = json!({"name": "Ada", "dishes": ["soup", "fish"]});
//! let messages = Environment::new().render(&prompt, &Data::new(&input))?.to_messages(&[]);
//! assert_eq!(serde_json::to_value(&messages).unwrap()[1]["content"][0]["text"], "\nI am Ada. I like soup, fish.");
//! # Ok::<(), genkit_dotprompt::Error>(())
//! ```
//!
//! | what | where |
//! | --- | --- |
//! | a prompt file, parsed | [`Prompt`]: its [`FrontMatter`] and its [`Template`] (as a tree: [`ast`]) |
//! | helpers, partials, limits | [`Environment`], [`Helper`], [`Partials`], [`Limits`] |
//! | rendering | [`Environment::render`] with [`Data`] gives a [`Rendered`] stream of [`Piece`]s |
//! | messages | [`Rendered::to_messages`], or [`Rendered::outline`] to place the conversation oneself |
//! | schemas in a few words | [`picoschema()`], with named ones from [`Schemas`] |
//! | checks before anything runs | [`check`], [`Checker`], [`Usage`] |
//! | what can be wrong, and where | [`Error`], [`Diagnostic`] |
//!
//! # Templates
//!
//! A subset of Handlebars, without HTML escaping: variables with `this`, `../`, `@root` and `@data`; the blocks `if`,
//! `unless`, `each`, `with`, `ifEquals` and `unlessEquals`, with `{{else}}`, `{{else if}}` and names after `as`; partials
//! with a context and arguments; sub-expressions; comments; `~`. The helpers `role`, `history`, `media` and `section`
//! shape the prompt, `json` and `lookup` give values, and `log` says nothing. Raw blocks, inline partials, partial blocks
//! and decorators are refused.
//!
//! White space comes out to the byte as in Genkit's JavaScript. In other places this is stricter, or kinder:
//!
//! - Rendering makes a structured stream. No variable, helper or partial argument can make roles, media or sections by
//!   what it holds.
//! - Unknown helpers and missing partials are errors wherever they stand, and so are a role that does not exist, media
//!   without a url, and front matter that is no valid YAML.
//! - The defaults of the input (`input.default`) are applied.
//! - An object shows as JSON instead of `[object Object]`.
//! - Depth, steps and bytes are bounded.

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
