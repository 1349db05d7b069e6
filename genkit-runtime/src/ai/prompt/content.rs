//! What the parts of a prompt are made of: templates, fixed parts, or functions of the input.

use std::fmt;
use std::sync::Arc;

use genkit_dotprompt::Template;
use serde_json::Value;

use crate::ai::document::Document;
use crate::ai::message::Messages;
use crate::ai::part::Part;
use crate::core::BoxFuture;
use crate::core::ctx::Ctx;
use crate::core::error::Result;

/// A function of the input.
pub(super) type Make<T> = Arc<dyn Fn(Value, Ctx) -> BoxFuture<'static, Result<T>> + Send + Sync>;

/// A function of the input and of the conversation so far.
pub(super) type MakeMessages =
    Arc<dyn Fn(Value, Messages, Ctx) -> BoxFuture<'static, Result<Messages>> + Send + Sync>;

/// What the application or the person says in a prompt; see [`IntoPromptContent`].
#[derive(Clone)]
pub struct PromptContent(pub(super) Content);

#[derive(Clone)]
pub(super) enum Content {
    Template(Arc<Template>),
    /// A template that cannot be read.
    Broken(genkit_dotprompt::Error),
    Parts(Vec<Part>),
    Make(Make<Vec<Part>>),
}

/// The conversation of a prompt.
#[derive(Clone)]
pub(super) enum Conversation {
    Template(Arc<Template>),
    /// That of a file.
    File(Arc<genkit_dotprompt::Prompt>),
    Broken(genkit_dotprompt::Error),
    Messages(Messages),
    Make(MakeMessages),
}

/// The documents of a prompt.
#[derive(Clone)]
pub(super) enum Docs {
    Given(Vec<Document>),
    Make(Make<Vec<Document>>),
}

impl Content {
    pub(super) fn template(text: &str) -> Self {
        Template::parse(text).map_or_else(Content::Broken, |template| Content::Template(Arc::new(template)))
    }
}

impl Conversation {
    pub(super) fn template(text: &str) -> Self {
        let parsed = Template::parse(text);
        parsed.map_or_else(Conversation::Broken, |template| Conversation::Template(Arc::new(template)))
    }
}

/// What can be said in a prompt: text is a template, parts are taken as they are.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the content of a prompt",
    label = "neither a template nor parts",
    note = "a template is text: `\"Greet {{{{name}}}}.\"`; parts are `Part`s; a function of the input goes to `system_fn` or `prompt_fn`"
)]
pub trait IntoPromptContent {
    /// The content.
    fn into_prompt_content(self) -> PromptContent;
}

impl IntoPromptContent for &str {
    fn into_prompt_content(self) -> PromptContent {
        PromptContent(Content::template(self))
    }
}

impl IntoPromptContent for String {
    fn into_prompt_content(self) -> PromptContent {
        self.as_str().into_prompt_content()
    }
}

impl IntoPromptContent for Part {
    fn into_prompt_content(self) -> PromptContent {
        vec![self].into_prompt_content()
    }
}

impl IntoPromptContent for Vec<Part> {
    fn into_prompt_content(self) -> PromptContent {
        PromptContent(Content::Parts(self))
    }
}

impl<const N: usize> IntoPromptContent for [Part; N] {
    fn into_prompt_content(self) -> PromptContent {
        Vec::from(self).into_prompt_content()
    }
}

impl fmt::Debug for PromptContent {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match &self.0 {
            Content::Template(_) | Content::Broken(_) => "Template",
            Content::Parts(_) => "Parts",
            Content::Make(_) => "Function",
        })
    }
}
