//! The hooks of several middlewares put together: those of a runtime, of a model, of a call.

use std::borrow::Cow;
use std::sync::{Arc, OnceLock};

use super::define::{Configured, Middleware};
use super::hooks::Hooks;
use super::reference::MiddlewareRef;
use super::registry::Registered;
use super::{
    Fallback, MiddlewareHandle, RateLimit, Retry, SimulateSystemPrompt, Skills, ToolApproval, ValidateSupport,
};
use crate::core::app::Genkit;
use crate::core::error::{Error, Result};

/// Middleware that stands around many calls, outermost first.
pub(super) enum Ready {
    /// The hooks are the same for each call.
    Fixed(Hooks),
    Anew(Vec<Configured>),
}

impl Ready {
    pub(super) fn new(each: Vec<Configured>) -> Self {
        let fixed = |configured: &Configured| match configured {
            Configured::Fixed(hooks) => Some(Ok(Cow::Owned(hooks.clone()))),
            Configured::Anew(_) => None,
        };
        let fixed = each.iter().map(fixed).collect::<Option<Vec<_>>>();
        match fixed.and_then(|fixed| joined(fixed.into_iter()).ok()) {
            Some(hooks) => Self::Fixed(hooks),
            None => Self::Anew(each),
        }
    }

    fn hooks(&self, ai: &Genkit) -> Result<Cow<'_, Hooks>> {
        match self {
            Self::Fixed(hooks) => Ok(Cow::Borrowed(hooks)),
            Self::Anew(each) => {
                joined(each.iter().map(|each| each.hooks(ai).map(Cow::Owned))).map(Cow::Owned)
            }
        }
    }
}

/// Middleware that an action has of its own, outermost first. What is only named, each runtime knows by itself.
pub(crate) struct Layers {
    each: Vec<MiddlewareRef>,
    /// Set if each is given itself.
    ready: OnceLock<Ready>,
}

impl Layers {
    pub(crate) fn new(each: Vec<MiddlewareRef>) -> Self {
        Self { each, ready: OnceLock::new() }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.each.is_empty()
    }

    /// # Errors
    /// As [`Hooks::of_call`].
    pub(crate) fn hooks(&self, ai: &Genkit) -> Result<Hooks> {
        if let Some(ready) = self.ready.get() {
            return Ok(ready.hooks(ai)?.into_owned());
        }
        let each = self.each.iter().map(|reference| reference.configure(|name| ai.middleware(name)));
        let ready = Ready::new(each.collect::<Result<_>>()?);
        if self.each.iter().all(|reference| reference.given.is_some()) {
            return Ok(self.ready.get_or_init(|| ready).hooks(ai)?.into_owned());
        }
        Ok(ready.hooks(ai)?.into_owned())
    }
}

impl Hooks {
    /// What stands around all calls of the runtime, then what was given to this one.
    ///
    /// # Errors
    /// `NOT_FOUND` `Middleware {name} not found in registry.`; `INVALID_ARGUMENT` for a configuration that does not fit;
    /// what a middleware fails with where it makes its hooks.
    pub(crate) fn of_call(ai: &Genkit, given: Option<&[MiddlewareRef]>) -> Result<Self> {
        let everywhere = ai.extension::<Registered>().map(|registered| registered.everywhere.hooks(ai));
        let given = given.unwrap_or_default().iter();
        let given = given.map(|reference| match reference.given.as_ref().and_then(Middleware::fixed) {
            Some(fixed) if reference.config.is_none() => Ok(Cow::Borrowed(fixed)),
            _ => reference.configure(|name| ai.middleware(name))?.hooks(ai).map(Cow::Owned),
        });
        joined(everywhere.into_iter().chain(given))
    }
}

/// All of these as one, what comes first outermost.
fn joined<'a>(all: impl Iterator<Item = Result<Cow<'a, Hooks>>>) -> Result<Hooks> {
    let (mut generate, mut model, mut tool, mut tools) = (Chain::None, Chain::None, Chain::None, vec![]);
    for hooks in all {
        let hooks = hooks?;
        generate.add(hooks.generate.as_ref());
        model.add(hooks.model.as_ref());
        tool.add(hooks.tool.as_ref());
        tools.extend_from_slice(&hooks.tools);
    }
    Ok(Hooks { generate: generate.whole(), model: model.whole(), tool: tool.whole(), tools })
}

/// A chain out of shorter ones. One alone is shared as it is.
enum Chain<T> {
    None,
    One(Arc<[T]>),
    Many(Vec<T>),
}

impl<T: Clone> Chain<T> {
    fn add(&mut self, more: Option<&Arc<[T]>>) {
        let Some(more) = more else { return };
        match self {
            Self::None => *self = Self::One(more.clone()),
            Self::One(first) => *self = Self::Many(first.iter().chain(&**more).cloned().collect()),
            Self::Many(all) => all.extend_from_slice(more),
        }
    }

    fn whole(self) -> Option<Arc<[T]>> {
        match self {
            Self::None => None,
            Self::One(alone) => Some(alone),
            Self::Many(all) => Some(all.into()),
        }
    }
}

impl MiddlewareRef {
    /// What it names, with its configuration read.
    ///
    /// # Errors
    /// As [`Hooks::of_call`].
    pub(super) fn configure(&self, find: impl Fn(&str) -> Option<Middleware>) -> Result<Configured> {
        match &self.given {
            Some(given) => given.configure(self.config_json().cloned()),
            None => {
                find(self.name()).ok_or_else(|| missing(self.name()))?.configure(self.config_json().cloned())
            }
        }
    }
}

#[cold]
fn missing(name: &str) -> Error {
    let inline = name.strip_prefix("inline-").is_some_and(|n| n.parse::<u32>().is_ok());
    let hint = match name {
        _ if inline => " It was given without a name: give it again with `.with(..)`.".to_owned(),
        _ => own(name)
            .map(|own| format!(" Register it: `.middleware(Middleware::of::<{own}>())`."))
            .unwrap_or_default(),
    };
    Error::not_found(format!("Middleware {name} not found in registry.{hint}"))
}

/// The type of one of Genkit's own.
fn own(name: &str) -> Option<&'static str> {
    fn of<H: MiddlewareHandle>(name: &str, own: &'static str) -> Option<&'static str> {
        (name == H::NAME).then_some(own)
    }
    of::<Retry>(name, "Retry")
        .or_else(|| of::<Fallback>(name, "Fallback"))
        .or_else(|| of::<RateLimit>(name, "RateLimit"))
        .or_else(|| of::<ToolApproval>(name, "ToolApproval"))
        .or_else(|| of::<SimulateSystemPrompt>(name, "SimulateSystemPrompt"))
        .or_else(|| of::<ValidateSupport>(name, "ValidateSupport"))
        .or_else(|| of::<Skills>(name, "Skills"))
}

/// Adds one to those of a call; what was given without a name is named by its place among its like.
pub(crate) fn add(uses: &mut Vec<MiddlewareRef>, mut added: MiddlewareRef) {
    const FIRST: [&str; 12] = [
        "inline-0",
        "inline-1",
        "inline-2",
        "inline-3",
        "inline-4",
        "inline-5",
        "inline-6",
        "inline-7",
        "inline-8",
        "inline-9",
        "inline-10",
        "inline-11",
    ];
    let inline = |reference: &MiddlewareRef| reference.given.as_ref().is_some_and(Middleware::is_inline);
    if inline(&added) {
        let place = uses.iter().filter(|reference| inline(reference)).count();
        let first = FIRST.get(place).map(|name| Cow::Borrowed(*name));
        added.name = first.unwrap_or_else(|| format!("inline-{place}").into());
    }
    uses.push(added);
}

/// The middleware of a call that goes on: what is handed in again, by its name, and else what is registered.
pub(crate) fn handed_in(named: &[MiddlewareRef], given: &[MiddlewareRef]) -> Vec<MiddlewareRef> {
    let find = |reference: &MiddlewareRef| {
        given.iter().find(|g| g.name() == reference.name()).unwrap_or(reference).clone()
    };
    named.iter().map(find).collect()
}
