//! An action: a function with a key, schemas and a place in traces.

mod args;
mod bidi;
mod body;
mod builder;
mod def;
mod given;
mod handle;
mod options;
mod remote;
mod run;
mod running;
mod stream;

use std::any::Any;
use std::borrow::Cow;
use std::fmt;
use std::sync::{Arc, OnceLock};

use serde_json::{Map, Value, json};

pub(crate) use args::packed;
pub use args::{ArgsOf, Arguments, CallArgs};
pub use bidi::{BidiRun, JsonBidiRun};
pub(crate) use body::{BidiBody, BidiCallable, Body, Callable, DressBody, Schemas, TypedBody};
pub(crate) use body::{read as read_input, write as write_output};
pub use builder::{ActionBuilder, Flow};
pub use def::{ActionDef, Around, Source};
pub use given::{Streams, given_chunks, given_ctx, given_inputs};
pub use handle::{ActionChunk, ActionInput, ActionOutput, BidiHandle, Fallible, FlowHandle, Handle};
pub use options::{JsonRun, RunOptions};
pub use remote::{RemoteAction, RemoteRun};
pub(crate) use run::invoke;
pub use run::{Run, RunFuture};
pub(crate) use running::{Running, What, open, open_step};
pub use stream::StreamRun;

use super::error::Result;
use super::key::{ActionType, Key};
use super::schema::Validator;

/// An action as the registry holds it: typed inside, JSON outside. Cloning is cheap.
///
/// ```
/// use genkit::prelude::*;
///
/// let double = Flow::builder("double").handler(|n: i64, _ctx| async move { Ok(n * 2) });
/// assert_eq!(double.key().to_string(), "/flow/double");
/// assert_eq!(double.input_schema().unwrap()["type"], "integer");
/// ```
#[derive(Clone)]
pub struct Action(Arc<Inner>);

pub(crate) struct Inner {
    key: Key,
    /// The key as text, as it stands in spans and registries.
    key_text: Box<str>,
    description: Option<Cow<'static, str>>,
    source: Source,
    metadata: Metadata,
    given: Option<Box<Schemas>>,
    schemas: OnceLock<Schemas>,
    input_check: OnceLock<Option<Validator>>,
    init_check: OnceLock<Option<Validator>>,
    output_check: OnceLock<Option<Validator>>,
    /// What the layer above reads out of the metadata, read once.
    reading: OnceLock<Box<dyn Any + Send + Sync>>,
    body: Box<dyn Body>,
}

/// What an action says of itself besides its schemas; made when first asked for.
pub(crate) enum Metadata {
    Const(&'static ActionDef),
    Given(Map<String, Value>),
}

/// What makes an action, in one place for macros and builders.
pub(crate) struct Parts {
    pub(crate) key: Key,
    pub(crate) description: Option<Cow<'static, str>>,
    pub(crate) source: Source,
    pub(crate) metadata: Metadata,
    /// Schemas that stand in for those of the types.
    pub(crate) schemas: Option<Schemas>,
}

impl Action {
    pub(crate) fn new(parts: Parts, body: Box<dyn Body>) -> Self {
        let body = match parts.metadata {
            Metadata::Const(ActionDef { around: Some(Around(around)), .. }) => around(body),
            Metadata::Const(_) | Metadata::Given(_) => body,
        };
        Self(Arc::new(Inner {
            body: body::dress(parts.key.action_type(), body),
            key_text: parts.key.to_string().into(),
            key: parts.key,
            description: parts.description,
            source: parts.source,
            metadata: parts.metadata,
            given: parts.schemas.map(Box::new),
            schemas: OnceLock::new(),
            input_check: OnceLock::new(),
            init_check: OnceLock::new(),
            output_check: OnceLock::new(),
            reading: OnceLock::new(),
        }))
    }

    /// The action that a macro declares, with this function.
    pub(crate) fn declared(def: &'static ActionDef, body: Box<dyn Body>) -> Self {
        Self::declared_as(Key::new(def.action_type, def.name), def, body)
    }

    /// The same under another key, for the companions of an action.
    pub(crate) fn declared_as(key: Key, def: &'static ActionDef, body: Box<dyn Body>) -> Self {
        let parts = Parts {
            key,
            description: def.description.map(Cow::Borrowed),
            source: def.source,
            metadata: Metadata::Const(def),
            schemas: None,
        };
        Self::new(parts, body)
    }

    /// The action of a handle.
    #[must_use]
    pub fn of<H: Handle>() -> Self {
        Self::declared(
            H::DEF,
            Box::new(TypedBody::<H::Input, H::Output, H::Chunk>(Arc::new(run::invoke::<H>))),
        )
    }

    /// The action of a bidirectional handle.
    #[must_use]
    pub fn of_bidi<H: BidiHandle>() -> Self {
        let body: BidiCallable<H::Init, H::Input, H::Output, H::Chunk> = Arc::new(bidi::invoke::<H>);
        Self::declared(H::DEF, Box::new(BidiBody(body)))
    }

    /// True if both are of one declaration by a macro, so that either can stand for the other.
    pub(crate) fn is_twin(&self, other: &Action) -> bool {
        let declared = |action: &Action| matches!(action.0.metadata, Metadata::Const(_));
        let same = self.key() == other.key() && self.source() == other.source();
        same && declared(self) && declared(other)
    }

    /// Its key in the registry.
    #[must_use]
    pub fn key(&self) -> &Key {
        &self.0.key
    }

    pub(crate) fn key_text(&self) -> &str {
        &self.0.key_text
    }

    /// Its name, that of its plugin included.
    #[must_use]
    pub fn name(&self) -> &str {
        self.0.key.name()
    }

    /// Its type.
    #[must_use]
    pub fn action_type(&self) -> ActionType {
        self.0.key.action_type()
    }

    /// What it does, in words.
    #[must_use]
    pub fn description(&self) -> Option<&str> {
        self.0.description.as_deref()
    }

    /// Where it is declared.
    #[must_use]
    pub fn source(&self) -> Source {
        self.0.source
    }

    /// What it takes, as a JSON schema; `None` if it takes nothing or anything.
    #[must_use]
    pub fn input_schema(&self) -> Option<&Value> {
        self.schemas().input.as_ref()
    }

    /// What it returns, as a JSON schema.
    #[must_use]
    pub fn output_schema(&self) -> Option<&Value> {
        self.schemas().output.as_ref()
    }

    /// What it streams, as a JSON schema.
    #[must_use]
    pub fn chunk_schema(&self) -> Option<&Value> {
        self.schemas().chunk.as_ref()
    }

    /// What starts it, as a JSON schema, for bidirectional actions.
    #[must_use]
    pub fn init_schema(&self) -> Option<&Value> {
        self.schemas().init.as_ref()
    }

    /// True if it takes a stream of inputs.
    #[must_use]
    pub fn is_bidi(&self) -> bool {
        self.0.body.is_bidi()
    }

    /// True if it returns nothing, which is not the same as `null`.
    #[cfg_attr(not(feature = "dev"), allow(dead_code, reason = "only developer tools ask"))]
    pub(crate) fn is_silent(&self) -> bool {
        self.0.body.is_silent()
    }

    /// What it says of itself to developer tools, for example `{"model": {"label": ..}}`.
    #[must_use]
    pub fn metadata(&self) -> Map<String, Value> {
        let mut metadata = match &self.0.metadata {
            Metadata::Const(def) => def.make_metadata(),
            Metadata::Given(map) => map.clone(),
        };
        if self.is_bidi() {
            metadata.insert("bidi".to_owned(), true.into());
        }
        metadata
    }

    /// All that developer tools are told of it.
    #[must_use]
    pub fn describe(&self) -> Value {
        let mut told = json!({"key": self.key_text(), "name": self.name(), "actionType": self.action_type()});
        if let Some(told) = told.as_object_mut() {
            let schemas = self.schemas();
            let fields = [
                ("description", self.description().map(Value::from)),
                ("inputSchema", schemas.input.clone()),
                ("outputSchema", schemas.output.clone()),
                ("streamSchema", schemas.chunk.clone()),
                ("initSchema", schemas.init.clone()),
                ("metadata", Some(Value::Object(self.metadata())).filter(|m| m != &json!({}))),
            ];
            told.extend(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
        }
        told
    }

    fn schemas(&self) -> &Schemas {
        self.0.schemas.get_or_init(|| match &self.0.given {
            None => self.0.body.schemas(),
            Some(given) => {
                let typed = self.0.body.schemas();
                Schemas {
                    input: given.input.clone().or(typed.input),
                    output: given.output.clone().or(typed.output),
                    chunk: given.chunk.clone().or(typed.chunk),
                    init: given.init.clone().or(typed.init),
                }
            }
        })
    }

    /// The same action under the name of a plugin, unless it bears that already.
    pub(crate) fn within(self, plugin: &str) -> Self {
        let bears = self.name().strip_prefix(plugin).is_some_and(|rest| rest.starts_with('/'));
        if bears {
            return self;
        }
        let key = Key::new(self.action_type(), format!("{plugin}/{}", self.name()));
        match Arc::try_unwrap(self.0) {
            Ok(inner) => Self(Arc::new(Inner { key_text: key.to_string().into(), key, ..inner })),
            // Somebody holds it already under the name it has.
            Err(shared) => Self(shared),
        }
    }

    /// What `read` makes of the metadata, kept; one type of reading an action.
    pub(crate) fn reading<T: Any + Send + Sync>(
        &self,
        read: impl FnOnce(&Map<String, Value>) -> T,
    ) -> Option<&T> {
        self.0.reading.get_or_init(|| Box::new(read(&self.metadata()))).downcast_ref()
    }

    pub(crate) fn body(&self) -> &dyn Body {
        &*self.0.body
    }

    /// The function itself where its types are these.
    pub(crate) fn callable<I: 'static, O: 'static, C: 'static>(&self) -> Option<&Callable<I, O, C>> {
        self.0.body.typed().downcast_ref()
    }

    /// Checks an input that came as JSON.
    pub(crate) fn check_input(&self, input: &Value) -> Result<()> {
        let check = self.0.input_check.get_or_init(|| self.input_schema().map(Validator::new));
        check.as_ref().map_or(Ok(()), |validator| validator.check(input))
    }

    /// Checks what starts a bidirectional run; whether nothing does, its type says.
    #[cfg_attr(not(feature = "serve"), allow(dead_code, reason = "only a server checks it"))]
    pub(crate) fn check_init(&self, init: &Value) -> Result<()> {
        let check = self.0.init_check.get_or_init(|| self.init_schema().map(Validator::new));
        check.as_ref().filter(|_| !init.is_null()).map_or(Ok(()), |validator| validator.check(init))
    }

    /// True if outputs are checked: only then a run holds on to its action.
    pub(crate) fn checks_output(&self) -> bool {
        self.0.given.as_ref().is_some_and(|given| given.output.is_some())
    }

    /// Checks an output against a schema that was given as JSON; what follows from the type holds by itself.
    pub(crate) fn check_output(&self, output: &Value) -> Result<()> {
        let check = self.0.output_check.get_or_init(|| {
            self.0.given.as_ref().and_then(|given| given.output.as_ref()).map(Validator::new)
        });
        check.as_ref().map_or(Ok(()), |validator| validator.check(output))
    }

    /// Checks an output that is JSON text.
    #[cfg_attr(not(feature = "serve"), allow(dead_code, reason = "only a server asks for text"))]
    #[allow(clippy::ptr_arg, reason = "one of the checks of outputs")]
    pub(crate) fn check_text(&self, output: &String) -> Result<()> {
        self.check_output(&serde_json::from_str(output)?)
    }
}

impl fmt::Debug for Action {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Action({})", self.key_text())
    }
}
