//! The chains of one generate call: the hooks of all its middleware, by what they stand around.

use std::borrow::Cow;
use std::sync::Arc;

use super::define::{Configured, Middleware};
use super::hooks::{GenerateTurn, Hook, Hooks};
use super::reference::MiddlewareRef;
use super::registry::Registered;
use crate::ai::model::{ModelRequest, ModelResponse};
use crate::ai::part::{Part, ToolRequest};
use crate::core::action::Action;
use crate::core::app::Genkit;
use crate::core::error::{Error, Result};

/// The hooks of a generate call, outermost first.
#[derive(Clone, Default)]
pub(crate) struct Chains {
    pub(crate) generate: Option<Arc<[Hook<GenerateTurn, ModelResponse>]>>,
    pub(crate) model: Option<Arc<[Hook<ModelRequest, ModelResponse>]>>,
    pub(crate) tool: Option<Arc<[Hook<ToolRequest, Part>]>>,
    pub(crate) tools: Vec<Action>,
}

/// What stands around all calls of a runtime, outermost first.
#[derive(Default)]
pub(super) struct Everywhere {
    each: Vec<Configured>,
    /// The chains themselves, if they are the same for each call.
    fixed: Option<Chains>,
}

impl Everywhere {
    pub(super) fn new(each: Vec<Configured>) -> Self {
        let hooks = |configured: &Configured| match configured {
            Configured::Fixed(hooks) => Some(hooks.clone()),
            Configured::Anew(_) => None,
        };
        let fixed = each.iter().map(hooks).collect::<Option<Vec<_>>>();
        Self { each, fixed: fixed.map(|hooks| hooks.into_iter().collect()) }
    }
}

impl Chains {
    /// What stands around all calls of the runtime, then what was given to this one.
    ///
    /// # Errors
    /// `NOT_FOUND` `Middleware {name} not found in registry.`; `INVALID_ARGUMENT` for a configuration that does not fit;
    /// what a middleware fails with where it makes its hooks.
    pub(crate) fn of_call(ai: &Genkit, given: Option<&[MiddlewareRef]>) -> Result<Self> {
        let everywhere = ai.extension::<Registered>().map(|registered| &registered.everywhere);
        let given = given.unwrap_or_default();
        match everywhere {
            Some(Everywhere { fixed: Some(fixed), .. }) if given.is_empty() => Ok(fixed.clone()),
            Some(Everywhere { each, .. }) => {
                let everywhere = each.iter().map(|configured| configured.hooks(ai));
                everywhere.chain(given.iter().map(|reference| hooks(ai, reference))).collect()
            }
            None => Self::of(ai, given),
        }
    }

    /// The chains of these.
    ///
    /// # Errors
    /// As [`of_call`](Self::of_call).
    pub(crate) fn of(ai: &Genkit, given: &[MiddlewareRef]) -> Result<Self> {
        given.iter().map(|reference| hooks(ai, reference)).collect()
    }
}

impl FromIterator<Hooks> for Chains {
    fn from_iter<I: IntoIterator<Item = Hooks>>(all: I) -> Self {
        let (mut generate, mut model, mut tool, mut tools) = (vec![], vec![], vec![], vec![]);
        for hooks in all {
            generate.extend(hooks.generate);
            model.extend(hooks.model);
            tool.extend(hooks.tool);
            tools.extend(hooks.tools);
        }
        Self { generate: shared(generate), model: shared(model), tool: shared(tool), tools }
    }
}

fn shared<T>(hooks: Vec<T>) -> Option<Arc<[T]>> {
    (!hooks.is_empty()).then(|| hooks.into())
}

fn hooks(ai: &Genkit, reference: &MiddlewareRef) -> Result<Hooks> {
    reference.configure(|name| ai.middleware(name))?.hooks(ai)
}

impl MiddlewareRef {
    /// What it names, with its configuration read.
    ///
    /// # Errors
    /// As [`Chains::of_call`].
    pub(super) fn configure(&self, find: impl Fn(&str) -> Option<Middleware>) -> Result<Configured> {
        match &self.given {
            Some(given) => given.configure(self.config.clone()),
            None => find(self.name()).ok_or_else(|| missing(self.name()))?.configure(self.config.clone()),
        }
    }
}

#[cold]
fn missing(name: &str) -> Error {
    let inline = name.strip_prefix("inline-").is_some_and(|n| n.parse::<u32>().is_ok());
    let hint = if inline { " It was given without a name: give it again with `.with(..)`." } else { "" };
    Error::not_found(format!("Middleware {name} not found in registry.{hint}"))
}

/// Adds one to those of a call; what was given without a name is named by its place among its like.
pub(crate) fn add(uses: &mut Vec<MiddlewareRef>, mut added: MiddlewareRef) {
    const FIRST: [&str; 4] = ["inline-0", "inline-1", "inline-2", "inline-3"];
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
