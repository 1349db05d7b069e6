//! What layers above do with every runtime: add to it before it is built, serve it to developer tools after.

use super::{Genkit, GenkitBuilder};
use crate::core::error::Result;

/// Adds to every runtime before it is built; layers above submit it to `inventory`.
pub(crate) struct BeforeBuild(pub(crate) fn(GenkitBuilder) -> Result<GenkitBuilder>);

inventory::collect!(BeforeBuild);

/// Called at the end of every build; layers above submit it to `inventory`. Must return at once.
pub(crate) struct OnBuild(pub(crate) fn(&Genkit));

inventory::collect!(OnBuild);

/// Called before the end of every build, with all that was added by hand or discovered in place; layers above submit
/// it to `inventory` to add what needs the whole. What it fails with fails the build.
#[cfg_attr(not(feature = "prompts"), allow(dead_code, reason = "only prompts need it"))]
pub(crate) struct OnSetup(pub(crate) fn(&Genkit) -> Result<()>);

inventory::collect!(OnSetup);

pub(super) fn set_up(ai: &Genkit) -> Result<()> {
    inventory::iter::<OnSetup>.into_iter().try_for_each(|hook| (hook.0)(ai))
}

pub(super) fn built(ai: &Genkit) {
    for hook in inventory::iter::<OnBuild> {
        (hook.0)(ai);
    }
}

pub(super) fn before_build(builder: GenkitBuilder) -> Result<GenkitBuilder> {
    inventory::iter::<BeforeBuild>.into_iter().try_fold(builder, |builder, hook| (hook.0)(builder))
}
