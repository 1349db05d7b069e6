//! What layers above do with every runtime that is built, for example serve it to developer tools.

use super::Genkit;

/// Called at the end of every build; layers above submit it to `inventory`. Must return at once.
pub(crate) struct OnBuild(pub(crate) fn(&Genkit));

inventory::collect!(OnBuild);

pub(super) fn built(ai: &Genkit) {
    for hook in inventory::iter::<OnBuild> {
        (hook.0)(ai);
    }
}
