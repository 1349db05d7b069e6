//! The middleware of a runtime, by name.

use std::collections::BTreeMap;

use super::chain::Ready;
use super::define::Middleware;
use super::handle::MiddlewareHandle;
use super::reference::{IntoMiddleware, MiddlewareRef};
use crate::core::action::Source;
use crate::core::app::{BeforeBuild, Genkit, GenkitBuilder};
use crate::core::error::{Error, Result};

/// What a builder is given, in the order in which it came.
#[derive(Clone, Default)]
struct Given {
    middleware: Vec<Middleware>,
    everywhere: Vec<MiddlewareRef>,
}

/// The middleware that a runtime knows, and what stands around all its generate calls.
pub(super) struct Registered {
    known: BTreeMap<String, Middleware>,
    pub(super) everywhere: Ready,
}

/// A middleware that a macro declares.
#[doc(hidden)]
#[derive(Debug)]
pub struct DeclaredMiddleware {
    source: Option<Source>,
    make: fn() -> Middleware,
}

inventory::collect!(DeclaredMiddleware);
inventory::submit! { BeforeBuild(register) }

impl DeclaredMiddleware {
    /// The middleware of a handle.
    #[must_use]
    pub const fn of<H: MiddlewareHandle>() -> Self {
        Self { source: H::SOURCE, make: Middleware::of::<H> }
    }
}

/// Gathers what is declared and what was given, and lists it for developer tools under `middleware`.
fn register(builder: GenkitBuilder) -> Result<GenkitBuilder> {
    let mut found: Vec<_> = inventory::iter::<DeclaredMiddleware>
        .into_iter()
        .filter(|declared| builder.discovers(declared.source.map_or("", |source| source.package)))
        .collect();
    found.sort_by_key(|declared| declared.source);
    let given = builder.extension_ref::<Given>().cloned().unwrap_or_default();
    let mut known: BTreeMap<String, Middleware> = BTreeMap::new();
    let declared = found.into_iter().map(|declared| (declared.make)());
    for middleware in declared.chain(given.middleware) {
        if let Some(there) = known.get(middleware.name()) {
            return Err(Error::already_exists(format!(
                "two middlewares have the name {}: one at {}, the other at {}; rename one",
                middleware.name(),
                there.source(),
                middleware.source()
            )));
        }
        known.insert(middleware.name().to_owned(), middleware);
    }
    // What stands around all calls is known by its name, too, unless another has it.
    for middleware in given.everywhere.iter().filter_map(|reference| reference.given.as_ref()) {
        if !middleware.is_inline() {
            known.entry(middleware.name().to_owned()).or_insert_with(|| middleware.clone());
        }
    }
    let find = |name: &str| known.get(name).cloned().or_else(|| builder.above()?.middleware(name));
    let everywhere = given.everywhere.iter().map(|reference| reference.configure(find));
    let everywhere = Ready::new(everywhere.collect::<Result<_>>()?);
    let told: Vec<_> = known.iter().map(|(name, middleware)| (name.clone(), middleware.describe())).collect();
    let builder = builder.extension(Registered { known, everywhere });
    Ok(told.into_iter().fold(builder, |builder, (name, told)| builder.value("middleware", name, told)))
}

impl GenkitBuilder {
    /// Registers a middleware, so that generate calls, prompt files and developer tools can name it.
    ///
    /// Those that [`#[middleware]`](macro@crate::middleware) declares are found as actions are; others, those of Genkit
    /// itself too, are registered here: `.middleware(Middleware::of::<Retry>())`.
    pub fn middleware(self, middleware: Middleware) -> Self {
        self.extend(|given: &mut Given| given.middleware.push(middleware))
    }

    /// A middleware that stands around every generate call of the runtime, outside those of the call. One by a name that
    /// nobody has, or with a configuration that does not fit, fails the build.
    ///
    /// ```standalone_crate
    /// use genkit::prelude::*;
    /// use genkit::middleware::Retry;
    ///
    /// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
    /// let ai = Genkit::builder().with(Retry::new().max_retries(5)).build().await?;
    /// assert!(ai.values("middleware").contains_key("retry"));
    /// # Ok(()) }
    /// ```
    #[track_caller]
    pub fn with(self, middleware: impl IntoMiddleware) -> Self {
        let middleware = middleware.into_middleware();
        self.extend(|given: &mut Given| given.everywhere.push(middleware))
    }
}

impl Genkit {
    /// The middleware of this name.
    pub(super) fn middleware(&self, name: &str) -> Option<Middleware> {
        let own = self.extension::<Registered>().and_then(|registered| registered.known.get(name)).cloned();
        own.or_else(|| self.parent()?.middleware(name))
    }
}
