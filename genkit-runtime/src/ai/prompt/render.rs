//! From a prompt and an input to a generate call.

use genkit_dotprompt::{Data, Entry, Environment, Rendered as Pieces, Template};
use serde_json::{Map, Value};

use super::content::{Content, Conversation, Docs};
use super::define::Definition;
use super::file::located;
use super::message::from_dot;
use crate::ai::document::Document;
use crate::ai::generate::{History, Rendered, inside};
use crate::ai::message::{Message, Messages};
use crate::ai::part::Part;
use crate::core::action::open_step;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::trace::SpanKind;

/// Renders a prompt in a span of its own.
pub(super) async fn render(
    prompt: &Definition,
    environment: &Environment,
    ctx: &Ctx,
    input: Value,
    history: History,
) -> Result<Rendered> {
    let shown = if ctx.ai().tracer().listening() { Some(input.to_string()) } else { None };
    let ctx = open_step(ctx, "render", SpanKind::Template, shown);
    ctx.span().set("genkit:metadata:promptName", prompt.full_name());
    let body = rendered(prompt, environment, &ctx, input, history);
    inside(&ctx, body, |rendered| serde_json::to_string(&rendered.options).ok()).await
}

async fn rendered(
    prompt: &Definition,
    environment: &Environment,
    ctx: &Ctx,
    input: Value,
    history: History,
) -> Result<Rendered> {
    let docs = match &prompt.docs {
        Some(Docs::Given(docs)) => Some(docs.clone()),
        Some(Docs::Make(make)) => Some(make(input.clone(), ctx.clone()).await?),
        None => None,
    };
    let gaps = Gaps::new(prompt, environment, ctx, &input, history.messages.clone(), docs.as_deref());
    let mut messages = Messages::new();
    if let Some(system) = &prompt.system {
        messages.push(Message::system(gaps.content("system", system).await?));
    }
    gaps.conversation(prompt.messages.as_ref(), history, &mut messages).await?;
    if let Some(said) = &prompt.prompt {
        messages.push(Message::user(gaps.content("prompt", said).await?));
    }
    let mut options = prompt.call.clone();
    options.messages = messages;
    options.docs = docs;
    let names = prompt.tools.iter().map(|tool| tool.name().to_owned());
    options.tools = (!prompt.tools.is_empty()).then(|| names.collect());
    Ok(Rendered { options, tools: prompt.tools.clone() })
}

/// What fills the gaps of a prompt's templates.
struct Gaps<'a> {
    prompt: &'a Definition,
    environment: &'a Environment,
    ctx: &'a Ctx,
    input: &'a Value,
    history: Messages,
    docs: Vec<Value>,
    about: Value,
    /// What templates see as `@auth`, `@state` and so on.
    context: Map<String, Value>,
}

impl<'a> Gaps<'a> {
    fn new(
        prompt: &'a Definition,
        environment: &'a Environment,
        ctx: &'a Ctx,
        input: &'a Value,
        history: Messages,
        docs: Option<&[Document]>,
    ) -> Self {
        let docs = docs.unwrap_or_default().iter().filter_map(|doc| serde_json::to_value(doc).ok()).collect();
        let about = prompt.about.get("raw").cloned().unwrap_or_else(|| Map::new().into());
        let mut context = ctx.context().values().clone();
        if let Some(state) = ctx.session().and_then(|session| session.state_json()) {
            context.insert("state".to_owned(), state);
        }
        Self { prompt, environment, ctx, input, history, docs, about, context }
    }

    fn fill(&self, of: Option<&str>, template: &Template) -> Result<Pieces> {
        let history = || serde_json::to_value(&self.history).unwrap_or_default();
        let data = Data::new(self.input)
            .context(&self.context)
            .messages_with(&history)
            .docs(&self.docs)
            .prompt(&self.about);
        let place = || match of {
            Some(of) => format!("{}: {of}", self.prompt.place),
            None => self.prompt.place.clone(),
        };
        self.environment.render_template(template, &data).map_err(|error| located(&place(), &error))
    }

    /// The content of one message.
    async fn content(&self, of: &str, content: &Content) -> Result<Vec<Part>> {
        match content {
            Content::Parts(parts) => Ok(parts.clone()),
            Content::Make(make) => make(self.input.clone(), self.ctx.clone()).await,
            Content::Broken(error) => Err(Error::invalid_argument(error.to_string())),
            Content::Template(template) => {
                let pieces = self.fill(Some(of), template)?;
                let mut messages = pieces.to_messages(&[]).into_iter();
                match (messages.next(), messages.next()) {
                    (Some(message), None) => Ok(from_dot(message).content),
                    (first, _) => Err(Error::invalid_argument(format!(
                        "{}: the template of `{of}` makes {} message; it must make one: roles go into the template \
                         of the whole conversation",
                        self.prompt.place,
                        if first.is_none() { "no" } else { "more than one" }
                    ))),
                }
            }
        }
    }

    /// The conversation, with that so far in its place.
    async fn conversation(
        &self,
        conversation: Option<&Conversation>,
        history: History,
        messages: &mut Messages,
    ) -> Result<()> {
        match conversation {
            None => messages.append(&history.messages),
            Some(Conversation::Messages(given)) => messages.append(given),
            Some(Conversation::Broken(error)) => return Err(Error::invalid_argument(error.to_string())),
            Some(Conversation::Make(make)) => {
                let made = make(self.input.clone(), history.messages, self.ctx.clone()).await?;
                messages.append(&made);
            }
            Some(Conversation::Template(template)) => self.outline(template, &history, messages)?,
            Some(Conversation::File(file)) => self.outline(file.template(), &history, messages)?,
        }
        Ok(())
    }

    fn outline(&self, template: &Template, history: &History, messages: &mut Messages) -> Result<()> {
        for entry in self.fill(None, template)?.outline() {
            match entry {
                Entry::Message(message) => messages.push(from_dot(message)),
                Entry::History { marked: true } if !history.bare => {
                    messages.extend(history.messages.iter().map(so_far));
                }
                Entry::History { .. } => messages.append(&history.messages),
            }
        }
        Ok(())
    }
}

/// A message of the conversation so far, where the template names its place: it says what it is.
fn so_far(message: &Message) -> Message {
    let mut message = message.clone();
    message.metadata.get_or_insert_default().insert("purpose".to_owned(), "history".into());
    message
}
