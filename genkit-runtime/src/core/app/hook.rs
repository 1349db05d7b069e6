//! What layers above do with every runtime that is built, for example serve it to developer tools.

use super::Genkit;
use crate::core::error::Result;

/// Called at the end of every build; layers above submit it to `inventory`. Must return at once.
pub(crate) struct OnBuild(pub(crate) fn(&Genkit));

inventory::collect!(OnBuild);

/// Called before the end of every build, with all that was added by hand or discovered in place; layers above submit
/// it to `inventory` to add what needs the whole. What it fails with fails the build.
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
