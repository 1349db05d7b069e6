//! What every runtime has, whatever it discovers: actions of Genkit itself.

use super::super::action::Action;

/// Makes actions of Genkit itself; the layers above submit these.
pub(crate) struct Builtin(pub(crate) fn() -> Vec<Action>);

inventory::collect!(Builtin);

/// The actions of Genkit itself.
pub(crate) fn builtins() -> impl Iterator<Item = Action> {
    inventory::iter::<Builtin>.into_iter().flat_map(|builtin| (builtin.0)())
}
