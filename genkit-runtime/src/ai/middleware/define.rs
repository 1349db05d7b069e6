//! A middleware as the registry holds it.

use std::any::TypeId;
use std::borrow::Cow;
use std::fmt;
use std::future::Future;
use std::sync::Arc;

use serde_json::{Map, Value, json};

use super::handle::{MiddlewareConfig, MiddlewareHandle};
use super::hooks::{GenerateTurn, Hooks};
use super::next::{GenerateNext, ModelNext, ToolNext};
use crate::ai::adapt;
use crate::ai::model::{ModelRequest, ModelResponse};
use crate::ai::part::{Part, ToolRequest};
use crate::core::action::Source;
use crate::core::app::Genkit;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::schema;

/// Reads a configuration.
type Configure = dyn Fn(Option<Value>) -> Result<Configured> + Send + Sync;

/// Makes the hooks of one generate call.
type Make = dyn Fn(&Genkit) -> Result<Hooks> + Send + Sync;

/// A middleware whose configuration is read: what is left to do for each generate call.
#[derive(Clone)]
pub(super) enum Configured {
    /// Nothing: the hooks remember nothing of a call.
    Fixed(Hooks),
    /// The hooks are made anew.
    Anew(Arc<Make>),
}

impl Configured {
    /// What a handle makes of this configuration.
    fn of<H: MiddlewareHandle>(config: H::Config) -> Self {
        if let Some(fixed) = H::FIXED {
            return Self::Fixed(fixed(config));
        }
        let config = super::kept::<H>(config);
        Self::Anew(Arc::new(move |ai| H::hooks(config(), ai)))
    }

    /// What it does in one generate call.
    ///
    /// # Errors
    /// What the middleware fails with where it makes its hooks.
    pub(super) fn hooks(&self, ai: &Genkit) -> Result<Hooks> {
        match self {
            Self::Fixed(hooks) => Ok(hooks.clone()),
            Self::Anew(make) => make(ai),
        }
    }
}

/// A middleware: a name, what it does, the schema of its configuration, and how to make its [`Hooks`]. Cloning is cheap.
///
/// What [`#[middleware]`](macro@crate::middleware) declares, made at run time with [`builder`](Middleware::builder).
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::Middleware;
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let shout = Middleware::builder("shout").description("Answers louder").model(|request, _ctx, next| async move {
///     let answer = next.run(request).await?;
///     let text = answer.message.map(|message| message.text()).unwrap_or_default();
///     Ok(ModelResponse::text(text.to_uppercase()))
/// });
/// let ai = TestGenkit::builder().app(|app| app.middleware(shout)).build()?;
/// ai.script(["hello"]);
/// assert_eq!(ai.generate().prompt("Hi").with("shout").await?.text(), "HELLO");
/// assert_eq!(ai.values("middleware")["shout"]["description"], "Answers louder");
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Middleware(Arc<Inner>);

struct Inner {
    name: Cow<'static, str>,
    description: Option<Cow<'static, str>>,
    source: Source,
    schema: Option<fn() -> Value>,
    metadata: Map<String, Value>,
    /// True if it has no name of its own.
    inline: bool,
    configure: How,
}

/// How a middleware is configured.
enum How {
    /// Not at all: it has no configuration, and remembers nothing of a call.
    Fixed(Hooks),
    With(Box<Configure>),
}

impl Middleware {
    /// Starts a middleware of this name.
    #[track_caller]
    pub fn builder(name: impl Into<Cow<'static, str>>) -> MiddlewareBuilder {
        MiddlewareBuilder {
            name: name.into(),
            description: None,
            metadata: Map::new(),
            source: Source::here(),
            inline: false,
        }
    }

    /// The middleware of a handle, configured when it is used.
    #[must_use]
    #[track_caller]
    pub fn of<H: MiddlewareHandle>() -> Self {
        match H::declared() {
            Some(made) => made.clone(),
            None => Self::anew::<H>(),
        }
    }

    /// The same, made once more.
    #[doc(hidden)]
    #[must_use]
    #[track_caller]
    pub fn anew<H: MiddlewareHandle>() -> Self {
        let fixed =
            H::FIXED.filter(|_| is_silent::<H::Config>()).and_then(|make| Some(make(read::<H>(None).ok()?)));
        Self::made::<H>(match fixed {
            Some(hooks) => How::Fixed(hooks),
            None => How::With(Box::new(|config| Ok(Configured::of::<H>(read::<H>(config)?)))),
        })
    }

    /// The middleware of a handle with this configuration.
    #[track_caller]
    pub(super) fn configured<H: MiddlewareHandle>(config: H::Config) -> Self {
        let configured = Configured::of::<H>(config);
        Self::made::<H>(How::With(Box::new(move |_| Ok(configured.clone()))))
    }

    #[track_caller]
    fn made<H: MiddlewareHandle>(configure: How) -> Self {
        type Data<H> = <<H as MiddlewareHandle>::Config as MiddlewareConfig>::Data;
        let source = match H::SOURCE {
            Some(source) => source,
            None => Source::here(),
        };
        Self(Arc::new(Inner {
            name: Cow::Borrowed(H::NAME),
            description: H::DESCRIPTION.map(Cow::Borrowed),
            source,
            schema: (!is_silent::<H::Config>()).then_some(schema::input::<Data<H>> as fn() -> Value),
            metadata: Map::new(),
            inline: false,
            configure,
        }))
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.0.name
    }

    pub(super) fn spelled(&self) -> Cow<'static, str> {
        self.0.name.clone()
    }

    /// Where it is declared.
    #[must_use]
    pub fn source(&self) -> Source {
        self.0.source
    }

    /// True if it was given to a call without a name.
    pub(super) fn is_inline(&self) -> bool {
        self.0.inline
    }

    /// The middleware with this configuration.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` with every violation if the configuration does not fit.
    pub(super) fn configure(&self, config: Option<Value>) -> Result<Configured> {
        match &self.0.configure {
            How::Fixed(hooks) if config.as_ref().is_none_or(|c| c.is_null() || *c == json!({})) => {
                Ok(Configured::Fixed(hooks.clone()))
            }
            How::Fixed(_) => {
                Err(Error::invalid_argument(format!("middleware '{}' takes no configuration", self.name())))
            }
            How::With(configure) => configure(config),
        }
    }

    /// Its hooks, if it has no configuration and they are the same for each call.
    pub(super) fn fixed(&self) -> Option<&Hooks> {
        match &self.0.configure {
            How::Fixed(hooks) => Some(hooks),
            How::With(_) => None,
        }
    }

    /// All that developer tools are told of it: Genkit's `MiddlewareDesc`.
    #[must_use]
    pub fn describe(&self) -> Value {
        let mut told = json!({"name": self.name()});
        if let Some(told) = told.as_object_mut() {
            let metadata = (!self.0.metadata.is_empty()).then(|| Value::Object(self.0.metadata.clone()));
            let fields = [
                ("description", self.0.description.as_deref().map(Value::from)),
                ("configSchema", self.0.schema.map(|schema| schema())),
                ("metadata", metadata),
            ];
            told.extend(fields.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?))));
        }
        told
    }
}

/// True of the configuration of what has none.
fn is_silent<C: 'static>() -> bool {
    TypeId::of::<C>() == TypeId::of::<()>()
}

/// The configuration as its type, checked against its schema.
fn read<H: MiddlewareHandle>(config: Option<Value>) -> Result<H::Config> {
    type Data<H> = <<H as MiddlewareHandle>::Config as MiddlewareConfig>::Data;
    let named = |e: Error| {
        let message = format!("the configuration of middleware '{}' does not fit: {}", H::NAME, e.message());
        Error::invalid_argument(message).with_details(e.details().cloned().unwrap_or_default())
    };
    let check = |config: &Value| schema::known::<Data<H>>().check(config);
    let config = config.filter(|config| !config.is_null());
    if let Some(config) = &config {
        check(config).map_err(named)?;
    }
    let read = adapt::options::<Data<H>>(config).map(H::Config::from_data);
    // Where nothing was given, the schema tells best what is missing.
    read.map_err(|error| named(check(&json!({})).err().unwrap_or(error)))
}

/// Builds a middleware; see [`Middleware`].
#[derive(Debug)]
#[must_use = "a builder makes a middleware when it is given a hook"]
pub struct MiddlewareBuilder {
    name: Cow<'static, str>,
    description: Option<Cow<'static, str>>,
    metadata: Map<String, Value>,
    source: Source,
    inline: bool,
}

impl MiddlewareBuilder {
    pub(super) fn inline(mut self) -> Self {
        self.inline = true;
        self
    }

    /// What it does, in words.
    pub fn description(mut self, text: impl Into<Cow<'static, str>>) -> Self {
        self.description = Some(text.into());
        self
    }

    /// One entry of the metadata that developer tools see.
    pub fn metadata(mut self, name: impl Into<String>, value: impl Into<Value>) -> Self {
        self.metadata.insert(name.into(), value.into());
        self
    }

    /// The middleware with one hook, around each turn of a generate call and all turns after it.
    pub fn generate<F, Fut>(self, hook: F) -> Middleware
    where
        F: Fn(GenerateTurn, Ctx, GenerateNext) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<ModelResponse>> + Send + 'static,
    {
        self.fixed(Hooks::new().generate(hook))
    }

    /// The middleware with one hook, around each request to a model.
    pub fn model<F, Fut>(self, hook: F) -> Middleware
    where
        F: Fn(ModelRequest, Ctx, ModelNext) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<ModelResponse>> + Send + 'static,
    {
        self.fixed(Hooks::new().model(hook))
    }

    /// The middleware with one hook, around each run of a tool.
    pub fn tool<F, Fut, R>(self, hook: F) -> Middleware
    where
        F: Fn(ToolRequest, Ctx, ToolNext) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<R>> + Send + 'static,
        R: Into<Part>,
    {
        self.fixed(Hooks::new().tool(hook))
    }

    /// The middleware with hooks that are made anew for each generate call, from its configuration.
    ///
    /// ```
    /// use std::sync::atomic::{AtomicU32, Ordering};
    /// use genkit::prelude::*;
    /// use genkit::{Hooks, Middleware};
    ///
    /// #[derive(Default, Deserialize, JsonSchema)]
    /// # #[serde(crate = "genkit::__private::serde")]
    /// # #[schemars(crate = "genkit::schemars")]
    /// struct Budget {
    ///     requests: u32,
    /// }
    ///
    /// let budget = Middleware::builder("budget").hooks(|config: Budget, _ai| {
    ///     let left = AtomicU32::new(config.requests);
    ///     Ok(Hooks::new().model(move |request, _ctx, next| {
    ///         let spent = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |n| n.checked_sub(1)).is_err();
    ///         async move {
    ///             if spent { Err(Error::resource_exhausted("the budget is spent")) } else { next.run(request).await }
    ///         }
    ///     }))
    /// });
    /// assert_eq!(budget.describe()["configSchema"]["required"][0], "requests");
    /// ```
    pub fn hooks<C, F>(self, make: F) -> Middleware
    where
        C: serde::de::DeserializeOwned + schemars::JsonSchema + 'static,
        F: Fn(C, &Genkit) -> Result<Hooks> + Send + Sync + 'static,
    {
        let make = Arc::new(make);
        let configure = move |config: Option<Value>| {
            let make = make.clone();
            Ok(Configured::Anew(Arc::new(move |ai| make(adapt::options::<C>(config.clone())?, ai))))
        };
        self.build((!is_silent::<C>()).then_some(schema::input::<C>), How::With(Box::new(configure)))
    }

    fn fixed(self, hooks: Hooks) -> Middleware {
        self.build(None, How::Fixed(hooks))
    }

    fn build(self, schema: Option<fn() -> Value>, configure: How) -> Middleware {
        Middleware(Arc::new(Inner {
            name: self.name,
            description: self.description,
            source: self.source,
            schema,
            metadata: self.metadata,
            inline: self.inline,
            configure,
        }))
    }
}

impl fmt::Debug for Middleware {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Middleware({})", self.name())
    }
}
