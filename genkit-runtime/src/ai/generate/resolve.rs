//! Names into what they name: the model, the tools, the resources, the format.

use std::sync::Arc;

use serde_json::{Map, Value};

use super::defaults::Formats;
use super::wire::{GenerateOptions, Instructions, OutputOptions};
use crate::ai::format::{self, Format};
use crate::ai::message::{Message, Messages};
use crate::ai::model::{OutputConfig, ToolDefinition};
use crate::ai::part::PartKind;
use crate::ai::resource::{self, ResourceRequest, ResourceResponse};
use crate::ai::tool::ToolRef;
use crate::core::action::Action;
use crate::core::app::Genkit;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::key::{ActionType, Key};
use crate::core::schema;

/// The tools of one call, by the names that the model knows them by.
pub(super) struct Tools {
    pub(super) actions: Vec<(String, Action)>,
    pub(super) definitions: Arc<[ToolDefinition]>,
}

impl Tools {
    pub(super) fn get(&self, name: &str) -> Option<&Action> {
        self.actions.iter().find(|(n, _)| n == name).map(|(_, action)| action)
    }
}

/// The model to ask, and the configuration it is named with.
pub(super) async fn model(ai: &Genkit, name: Option<&str>) -> Result<(Action, Map<String, Value>)> {
    let (name, config) = match name {
        Some(name) => (name.to_owned(), Map::new()),
        None => default_model(ai)
            .ok_or_else(|| Error::invalid_argument("Must supply a `model` to `generate()` calls."))?,
    };
    Ok((crate::ai::model::find(ai, &name).await?, config))
}

fn default_model(ai: &Genkit) -> Option<(String, Map<String, Value>)> {
    match ai.values("defaultModel").remove("defaultModel")? {
        Value::String(name) => Some((name, Map::new())),
        Value::Object(mut model) => {
            let name = model.get("name")?.as_str()?.to_owned();
            let config = match model.remove("config") {
                Some(Value::Object(config)) => config,
                _ => Map::new(),
            };
            Some((name, config))
        }
        _ => None,
    }
}

/// The tools of a call: those named and those given.
///
/// # Errors
/// `NOT_FOUND` `Tool {name} not found`; `INVALID_ARGUMENT` if two have one name for the model.
pub(super) async fn tools(ai: &Genkit, named: &[ToolRef]) -> Result<Tools> {
    let mut actions: Vec<(String, Action)> = Vec::with_capacity(named.len());
    let mut definitions = Vec::with_capacity(named.len());
    for tool in named {
        for action in resolve(ai, tool).await? {
            let definition = define(&action);
            if let Some((_, other)) = actions.iter().find(|(name, _)| *name == definition.name) {
                return Err(Error::invalid_argument(format!(
                    "Cannot provide two tools with the same name: '{}' and '{}'",
                    other.name(),
                    action.name()
                )));
            }
            actions.push((definition.name.clone(), action));
            definitions.push(definition);
        }
    }
    Ok(Tools { actions, definitions: definitions.into() })
}

/// The tools of a call that goes on: those handed in again, and by their keys those that are registered.
pub(super) fn handed_in(keys: &[String], given: &[ToolRef]) -> Vec<ToolRef> {
    let find = |key: &String| {
        let known = |tool: &&ToolRef| matches!(tool, ToolRef::Action(action) if action.key_text() == key);
        given.iter().find(known).cloned().unwrap_or_else(|| ToolRef::Name(key.clone()))
    };
    keys.iter().map(find).collect()
}

/// What may stand for a tool.
const TOOLS: [ActionType; 3] = [ActionType::Tool, ActionType::ToolV2, ActionType::Prompt];

async fn resolve(ai: &Genkit, tool: &ToolRef) -> Result<Vec<Action>> {
    let name = match tool {
        ToolRef::Action(action) => return Ok(vec![registered(ai, action)]),
        ToolRef::Name(name) => name,
    };
    if let Ok(key) = name.parse::<Key>() {
        return Ok(vec![ai.lookup(&key).await?.ok_or_else(|| missing(ai, name))?]);
    }
    if let Some((host, pattern)) = name.split_once(':')
        && let (Some(provider), Some((kind, pattern))) = (ai.provider(host), pattern.split_once('/'))
    {
        let kind = kind.parse().map_err(|_| missing(ai, name))?;
        let found = provider.matching(ai, kind, pattern).await?;
        return if found.is_empty() { Err(missing(ai, name)) } else { Ok(found) };
    }
    for kind in TOOLS {
        if let Some(action) = ai.lookup(&Key::new(kind, name.clone())).await? {
            return Ok(vec![action]);
        }
    }
    Err(missing(ai, name))
}

/// The registered action of the same declaration, whose schemas are made already, or else the action itself.
fn registered(ai: &Genkit, action: &Action) -> Action {
    let there = ai.get(action.action_type(), action.name()).filter(|there| there.is_twin(action));
    there.unwrap_or_else(|| action.clone())
}

#[cold]
fn missing(ai: &Genkit, name: &str) -> Error {
    ai.missing(&TOOLS, name, format!("Tool {name} not found"))
}

/// A tool as the model is told of it: by the last part of its name.
fn define(action: &Action) -> ToolDefinition {
    let whole = action.name();
    let short = whole.rsplit('/').next().unwrap_or(whole);
    let metadata = (short != whole).then(|| Map::from_iter([("originalName".to_owned(), whole.into())]));
    ToolDefinition {
        name: short.to_owned(),
        description: action.description().unwrap_or_default().to_owned(),
        input_schema: Some(action.input_schema().cloned().unwrap_or_else(schema::void)),
        output_schema: Some(action.output_schema().cloned().unwrap_or_else(schema::void)),
        key: Some(action.key_text().to_owned()),
        metadata,
    }
}

/// The format of a call, the output options of its request, and the words for the model.
pub(super) struct Output {
    pub(super) format: Option<Format>,
    pub(super) config: OutputConfig,
    pub(super) words: Option<String>,
}

/// Finds the format of a call.
///
/// # Errors
/// `INVALID_ARGUMENT` `Unknown output format '{name}'`.
pub(super) fn output(ai: &Genkit, given: Option<&OutputOptions>, own: Option<&Format>) -> Result<Output> {
    let format = format(ai, given, own)?;
    let given = given.cloned().unwrap_or_default();
    let config = OutputConfig {
        format: given.format,
        schema: given.json_schema,
        constrained: given.constrained,
        content_type: given.content_type,
    };
    let Some(format) = format else { return Ok(Output { format: None, config, words: None }) };
    let own_words = || Some(format.instructions.as_ref()?(config.schema.as_ref()?));
    let words = match given.instructions {
        Some(Instructions::Text(words)) => Some(words).filter(|words| !words.is_empty()),
        Some(Instructions::Given(true)) => own_words(),
        None if format.default_instructions => own_words(),
        Some(Instructions::Given(false)) | None => None,
    };
    Ok(Output { config: format.config(config), words, format: Some(format) })
}

/// The format of a call: that given itself, that named, `json` where there is only a schema.
///
/// # Errors
/// As [`output`].
pub(super) fn format(
    ai: &Genkit,
    given: Option<&OutputOptions>,
    own: Option<&Format>,
) -> Result<Option<Format>> {
    let schema = given.and_then(|given| given.json_schema.as_ref());
    let name = given.and_then(|given| given.format.as_deref()).or(schema.map(|_| "json"));
    match (own, name) {
        (Some(own), _) => Ok(Some(own.clone())),
        (None, None) => Ok(None),
        (None, Some(name)) => named(ai, name, schema).map(Some),
    }
}

fn named(ai: &Genkit, name: &str, schema: Option<&Value>) -> Result<Format> {
    if let Some(format) = format::find(name, schema)? {
        return Ok(format);
    }
    let own = ai.extension::<Formats>().and_then(|formats| formats.0.iter().find(|f| f.name == name));
    own.cloned().ok_or_else(|| Error::invalid_argument(format!("Unknown output format '{name}'")))
}

/// Puts the content of resources in place of the parts that name them.
///
/// # Errors
/// `NOT_FOUND` if a resource that the call names is not there, or if none answers for a URI; what reading one fails with.
pub(super) async fn resources(ctx: &Ctx, options: &GenerateOptions, messages: &mut Messages) -> Result<()> {
    let ai = ctx.ai();
    let mut known = Vec::new();
    for name in options.resources.iter().flatten() {
        let key = name.parse().unwrap_or_else(|_| Key::new(ActionType::Resource, name.clone()));
        let action = ai.lookup(&key).await?;
        known.push(action.ok_or_else(|| Error::not_found(format!("Resource {name} not found")))?);
    }
    if !messages.may_name_resources() {
        return Ok(());
    }
    known.extend(ai.actions().await?.into_values().filter(|a| a.action_type() == ActionType::Resource));
    for message in messages.changing(Message::names_resource) {
        expand(ctx, &known, message).await?;
    }
    Ok(())
}

async fn expand(ctx: &Ctx, known: &[Action], message: &mut Message) -> Result<()> {
    let mut content = Vec::with_capacity(message.content.len());
    for part in std::mem::take(&mut message.content) {
        let PartKind::Resource(asked) = &part.kind else {
            content.push(part);
            continue;
        };
        let answers = |action: &&Action| {
            let metadata = action.metadata();
            let of = metadata.get("resource");
            let text = |name| of.and_then(|r| r.get(name)).and_then(Value::as_str);
            resource::matches(text("uri"), text("template"), &asked.uri)
        };
        let action = known.iter().find(answers);
        let action = action
            .ok_or_else(|| Error::not_found(format!("failed to find matching resource for {}", asked.uri)))?;
        let input = serde_json::to_value(ResourceRequest { uri: asked.uri.clone() })?;
        let answer = action.run_below(ctx, input).await?;
        content.extend(serde_json::from_value::<ResourceResponse>(answer)?.content);
    }
    message.content = content;
    Ok(())
}
