//! The runtime: what an application builds once and runs its actions with.

mod builder;
mod hook;
mod lookup;
mod missing;
mod replace;

use std::any::{Any, TypeId};
use std::collections::{BTreeMap, HashMap};
use std::fmt;
use std::sync::Arc;

use serde_json::Value;

pub use builder::GenkitBuilder;
pub(crate) use hook::BeforeBuild;
#[cfg_attr(not(feature = "dev"), allow(unused_imports))]
pub(crate) use hook::OnBuild;
#[cfg(feature = "prompts")]
pub(crate) use hook::OnSetup;
use replace::Replacements;

use super::action::{ArgsOf, Handle, Run, RunOptions, StreamRun, packed};
use super::context::Context;
use super::env::Env;
use super::error::Result;
use super::registry::Registry;
use super::stream::RawChunk;
use super::trace::{TraceSink, Tracer};

/// The runtime: a registry of actions, and what it takes to run them. Cloning is cheap; clones are the same runtime.
///
/// ```standalone_crate
/// use genkit::prelude::*;
///
/// /// Greets someone.
/// #[flow]
/// async fn greet(name: String) -> Result<String> {
///     Ok(format!("Hello, {name}!"))
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = Genkit::builder().build().await?;
/// assert_eq!(ai.run::<greet>("Ada".into()).await?, "Hello, Ada!");                          // by its handle
/// assert_eq!(ai.run_json("/flow/greet", "Ada".into()).await?, "Hello, Ada!");        // by its key
/// # Ok(()) }
/// ```
#[derive(Clone)]
pub struct Genkit(Arc<Inner>);

struct Inner {
    name: Option<String>,
    registry: Registry,
    parent: Option<Genkit>,
    env: Env,
    tracer: Arc<Tracer>,
    context: Context,
    replacements: Replacements,
    extensions: Extensions,
}

/// Settings of the layers above, one of a type.
type Extensions = HashMap<TypeId, Arc<dyn Any + Send + Sync>>;

impl Genkit {
    /// Starts building a runtime. It finds every action that the program declares.
    pub fn builder() -> GenkitBuilder {
        GenkitBuilder::new()
    }

    /// Runs an action by its handle; see [`Run`]. The arguments are the value of its one parameter, a tuple of several,
    /// or `()`.
    pub fn run<H: Handle>(&self, args: ArgsOf<H>) -> Run<H::Input, H::Output, H::Chunk> {
        Run::new::<H>(self.clone(), None, packed::<H>(args))
    }

    /// Runs an action by its handle and reads its chunks; see [`StreamRun`].
    pub fn stream<H: Handle>(&self, args: ArgsOf<H>) -> StreamRun<H::Chunk, H::Output> {
        self.run::<H>(args).stream()
    }

    /// Runs an action by its key, with JSON in and out.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such action; `INVALID_ARGUMENT` with every violation if the input does not fit;
    /// otherwise what the action fails with.
    pub async fn run_json(&self, key: &str, input: Value) -> Result<Value> {
        Ok(self.action(key).await?.run_json(self, input, RunOptions::new()).await?.result)
    }

    /// Runs an action by its key and reads its chunks as JSON text.
    ///
    /// # Errors
    /// `NOT_FOUND` if there is no such action.
    pub async fn stream_json(&self, key: &str, input: Value) -> Result<StreamRun<RawChunk, Value>> {
        Ok(self.action(key).await?.stream_json(self, input, RunOptions::new()))
    }

    /// The name given to it, which developer tools show.
    #[must_use]
    pub fn name(&self) -> Option<&str> {
        self.0.name.as_deref()
    }

    /// Where it gets time, ids and tasks from.
    #[must_use]
    pub fn env(&self) -> &Env {
        &self.0.env
    }

    /// The values that every run carries unless it is given others.
    #[must_use]
    pub fn context(&self) -> &Context {
        &self.0.context
    }

    /// Adds a receiver of spans; those that begin from now on are recorded.
    pub fn add_trace_sink(&self, sink: impl TraceSink) {
        self.0.tracer.add(Arc::new(sink));
    }

    /// Waits until every receiver of spans has passed on what it was given, or has given up.
    ///
    /// Call it before a program ends that does not use [`main`](crate::main): spans wait in queues.
    pub async fn flush_tracing(&self) {
        for sink in self.0.tracer.sinks().iter() {
            sink.flush().await;
        }
    }

    /// A value that was registered, for example the default model, by its kind.
    #[must_use]
    pub fn values(&self, kind: &str) -> BTreeMap<String, Value> {
        let mut values = self.0.parent.as_ref().map(|p| p.values(kind)).unwrap_or_default();
        values.extend(self.registry().values(kind));
        values
    }

    /// True if both are the same runtime.
    #[must_use]
    pub fn is(&self, other: &Genkit) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
    }

    /// A setting of a layer above, by its type.
    pub(crate) fn extension<T: Any + Send + Sync>(&self) -> Option<&T> {
        let own = self.0.extensions.get(&TypeId::of::<T>()).and_then(|e| e.downcast_ref());
        own.or_else(|| self.0.parent.as_ref()?.extension())
    }

    /// A setting of a layer above that this runtime itself was given.
    #[cfg(feature = "prompts")]
    pub(crate) fn own_extension<T: Any + Send + Sync>(&self) -> Option<&T> {
        self.0.extensions.get(&TypeId::of::<T>()).and_then(|setting| setting.downcast_ref())
    }

    pub(crate) fn registry(&self) -> &Registry {
        &self.0.registry
    }

    pub(crate) fn tracer(&self) -> &Arc<Tracer> {
        &self.0.tracer
    }

    pub(crate) fn parent(&self) -> Option<&Genkit> {
        self.0.parent.as_ref()
    }
}

impl fmt::Debug for Genkit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Genkit")
            .field("name", &self.0.name)
            .field("actions", &self.registry().all().len())
            .finish()
    }
}
