//! Prompts that macros declare: files that the compiler has read.

use std::fs;

use genkit_dotprompt::Environment;
use schemars::JsonSchema;
use serde::Serialize;
use serde_json::Value;

use super::action::{Linked, actions};
use super::define::Definition;
use super::file::{self, located};
use crate::ai::generate::{GenerateOptions, GenerateOutput};
use crate::ai::message::{Message, Messages};
use crate::ai::tool::{ToolHandle, ToolRef};
use crate::core::action::{Action, ActionDef, Handle as _, Source};
use crate::core::error::Result;
use crate::core::registry::Discovered;
use crate::core::schema;

/// The input of one prompt: what fills its gaps. [`prompt!`](macro@crate::prompt) and
/// [`#[prompt_file]`](macro@crate::prompt_file) make these.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not the input of a prompt",
    label = "belongs to no prompt",
    note = "inputs of prompts are made by `prompt!(Menu = \"prompts/menu.prompt\")`, or declared by `#[prompt_file(\"prompts/menu.prompt\")]`"
)]
pub trait PromptInput: Serialize + Send + 'static {
    /// What the prompt answers.
    type Output: GenerateOutput;
    #[doc(hidden)]
    const PROMPT: &'static PromptDef;
}

/// A file as a macro read it.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct PromptFile {
    /// As it is written in the macro.
    pub path: &'static str,
    /// Where it is on the machine that compiled it.
    pub full: &'static str,
    pub text: &'static str,
}

/// All that a macro knows of a prompt.
#[doc(hidden)]
#[derive(Clone, Copy, Debug)]
pub struct PromptDef {
    def: &'static ActionDef,
    pub file: PromptFile,
    partials: &'static [(&'static str, PromptFile)],
    tools: fn() -> Vec<ToolRef>,
    /// The schemas that the file names and the macro has types for.
    schemas: fn() -> Vec<(&'static str, Value)>,
}

impl PromptDef {
    #[must_use]
    pub const fn new(def: &'static ActionDef, file: PromptFile) -> Self {
        Self { def, file, partials: &[], tools: Vec::new, schemas: Vec::new }
    }

    #[must_use]
    pub const fn partials(mut self, partials: &'static [(&'static str, PromptFile)]) -> Self {
        self.partials = partials;
        self
    }

    #[must_use]
    pub const fn tools(mut self, tools: fn() -> Vec<ToolRef>) -> Self {
        self.tools = tools;
        self
    }

    #[must_use]
    pub const fn schemas(mut self, schemas: fn() -> Vec<(&'static str, Value)>) -> Self {
        self.schemas = schemas;
        self
    }

    pub(super) fn name(&self) -> &'static str {
        self.def.name()
    }

    pub(super) fn files(&self) -> impl Iterator<Item = &PromptFile> {
        std::iter::once(&self.file).chain(self.partials.iter().map(|(_, file)| file))
    }

    pub(super) fn source(&self) -> Source {
        self.def.source()
    }
}

/// The registration of a declared prompt.
#[doc(hidden)]
#[must_use]
pub const fn prompt<I: PromptInput>() -> Discovered {
    Discovered::made(I::PROMPT.def, declared::<I>)
}

/// The actions of a declared prompt, before a runtime says what else its template may use.
fn declared<I: PromptInput>() -> Vec<Action> {
    let def = I::PROMPT;
    let environment = environment(def, &Environment::new(), false);
    let made = definition(def, false).and_then(|made| Ok((made, environment?)));
    let (prompt, environment, broken) = match made {
        Ok((prompt, environment)) => (prompt, environment, None),
        Err(error) => (Definition::new(def.name(), def.source()), Environment::new(), Some(error)),
    };
    let linked = Linked { broken, declared: Some(def), ..Linked::new(prompt.into(), environment.into()) };
    actions(&linked).into()
}

pub(super) fn definition(def: &PromptDef, reload: bool) -> Result<Definition> {
    let text = text(&def.file, reload);
    let mut made = file::definition(def.name(), def.file.path, &text, def.source())?;
    made.tools = (def.tools)();
    file::fill_schemas(&mut made, &(def.schemas)());
    Ok(made)
}

/// What the runtime has, and the partials that the compiler found.
pub(super) fn environment(def: &PromptDef, shared: &Environment, reload: bool) -> Result<Environment> {
    let mut environment = shared.clone();
    for (name, file) in def.partials {
        let text = text(file, reload);
        environment.define_partial(*name, &text).map_err(|error| located(file.path, &error))?;
    }
    Ok(environment)
}

/// The text of a file: in development as it is now, if it is there.
fn text(file: &PromptFile, reload: bool) -> std::borrow::Cow<'static, str> {
    match fs::read_to_string(file.full) {
        Ok(text) if reload => text.into(),
        _ => file.text.into(),
    }
}

/// A prompt whose tool at this place is this one. Here, and nowhere else, the tool is proven to be one: all that follows
/// is generic over it, so that the compiler tells of what is no tool once.
#[doc(hidden)]
pub trait UsesTool<const AT: usize> {
    type Tool: ToolHandle;
}

/// True if this is the name of that tool: the last part of it, or all.
#[doc(hidden)]
#[must_use]
pub const fn is_tool<P: UsesTool<AT>, const AT: usize>(named: &str) -> bool {
    ends_in(P::Tool::DEF.name().as_bytes(), named.as_bytes())
}

/// That tool.
#[doc(hidden)]
#[must_use]
pub fn tool_of<P: UsesTool<AT>, const AT: usize>() -> ToolRef {
    ToolRef::of::<P::Tool>()
}

const fn ends_in(whole: &[u8], end: &[u8]) -> bool {
    if end.len() > whole.len() {
        return false;
    }
    let before = whole.len() - end.len();
    let (head, tail) = whole.split_at(before);
    let mut rest = (tail, end);
    while let ([a, tail @ ..], [b, end @ ..]) = rest {
        if *a != *b {
            return false;
        }
        rest = (tail, end);
    }
    matches!(head, [] | [.., b'/'])
}

/// The schema of a type that a file names.
#[doc(hidden)]
#[must_use]
pub fn schema_of<T: JsonSchema>() -> Value {
    schema::input::<T>()
}

/// The schema that a macro wrote down.
#[doc(hidden)]
#[must_use]
pub fn schema_of_text(text: &str) -> schemars::Schema {
    serde_json::from_str(text).unwrap_or_default()
}

/// The path of a file where it is compiled; none in a release, which carries its text.
#[doc(hidden)]
#[must_use]
pub const fn dev_path(path: &'static str) -> &'static str {
    if cfg!(debug_assertions) { path } else { "" }
}

/// What a function with `#[prompt_fn]` may return: messages, text for one, or a whole call.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is no request",
    label = "neither messages nor a generate call",
    note = "a `#[prompt_fn]` returns text, a `Message`, several, or `GenerateOptions`"
)]
pub trait PromptFnOutput {
    #[doc(hidden)]
    fn output(self) -> GenerateOptions;
}

impl PromptFnOutput for GenerateOptions {
    fn output(self) -> GenerateOptions {
        self
    }
}

impl PromptFnOutput for Messages {
    fn output(self) -> GenerateOptions {
        GenerateOptions { messages: self, ..GenerateOptions::default() }
    }
}

impl PromptFnOutput for Vec<Message> {
    fn output(self) -> GenerateOptions {
        Messages::from(self).output()
    }
}

impl PromptFnOutput for Message {
    fn output(self) -> GenerateOptions {
        vec![self].output()
    }
}

impl PromptFnOutput for String {
    fn output(self) -> GenerateOptions {
        Message::user(self).output()
    }
}

impl PromptFnOutput for &str {
    fn output(self) -> GenerateOptions {
        Message::user(self).output()
    }
}

#[cfg(test)]
mod tests {
    use super::ends_in;

    #[test]
    fn a_tool_is_named_with_or_without_its_plugin() {
        assert!(ends_in(b"get_weather", b"get_weather"));
        assert!(ends_in(b"acme/get_weather", b"get_weather"));
        assert!(!ends_in(b"forget_weather", b"get_weather"));
        assert!(!ends_in(b"weather", b"get_weather"));
    }
}
