//! The middleware of a runtime, by name.

use std::collections::BTreeMap;

use super::define::Middleware;
use super::handle::MiddlewareHandle;
use super::reference::{IntoMiddleware, MiddlewareRef};
use crate::core::action::Source;
use crate::core::app::{BeforeBuild, Genkit, GenkitBuilder};
use crate::core::error::{Error, Result};

/// The middleware that a runtime knows, and what stands around all its generate calls.
#[derive(Clone, Debug, Default)]
pub(super) struct Registered {
    /// Given by hand, in the order in which they came.
    given: Vec<Middleware>,
    known: BTreeMap<String, Middleware>,
    pub(super) everywhere: Vec<MiddlewareRef>,
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
    let mut registered = builder.extension_ref::<Registered>().cloned().unwrap_or_default();
    let declared = found.into_iter().map(|declared| (declared.make)());
    for middleware in declared.chain(std::mem::take(&mut registered.given)) {
        if let Some(there) = registered.known.get(middleware.name()) {
            return Err(Error::already_exists(format!(
                "two middlewares have the name {}: one at {}, the other at {}; rename one",
                middleware.name(),
                there.source(),
                middleware.source()
            )));
        }
        registered.known.insert(middleware.name().to_owned(), middleware);
    }
    // What stands around all calls is known by its name, too, unless another has it.
    for middleware in registered.everywhere.iter().filter_map(|reference| reference.given.as_ref()) {
        if !middleware.is_inline() {
            let name = middleware.name().to_owned();
            registered.known.entry(name).or_insert_with(|| middleware.clone());
        }
    }
    let told = registered.known.iter().map(|(name, middleware)| (name.clone(), middleware.describe()));
    let told: Vec<_> = told.collect();
    let builder = builder.extension(registered);
    Ok(told.into_iter().fold(builder, |builder, (name, told)| builder.value("middleware", name, told)))
}

impl GenkitBuilder {
    /// Registers a middleware, so that generate calls, prompt files and developer tools can name it.
    ///
    /// Those that [`#[middleware]`](macro@crate::middleware) declares are found as actions are; others, those of Genkit
    /// itself too, are registered here: `.middleware(Middleware::of::<Retry>())`.
    pub fn middleware(self, middleware: Middleware) -> Self {
        self.extend(|registered: &mut Registered| registered.given.push(middleware))
    }

    /// A middleware that stands around every generate call of the runtime, outside those of the call.
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
        self.extend(|registered: &mut Registered| registered.everywhere.push(middleware))
    }
}

impl Genkit {
    /// The middleware of this name.
    pub(super) fn middleware(&self, name: &str) -> Option<Middleware> {
        let own = self.extension::<Registered>().and_then(|registered| registered.known.get(name)).cloned();
        own.or_else(|| self.parent()?.middleware(name))
    }
}
