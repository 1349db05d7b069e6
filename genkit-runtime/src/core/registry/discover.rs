//! The actions that macros declare anywhere in the program, collected by the linker.

use super::super::action::{Action, ActionDef, BidiHandle, Handle};
use super::super::operation::{BackgroundModelHandle, companions};

/// One declaration; the macros submit it.
#[doc(hidden)]
#[derive(Debug)]
pub struct Discovered {
    pub(crate) def: &'static ActionDef,
    pub(crate) make: fn() -> Vec<Action>,
}

inventory::collect!(Discovered);

impl Discovered {
    /// An action.
    #[must_use]
    pub const fn of<H: Handle>() -> Self {
        Self { def: H::DEF, make: || vec![Action::of::<H>()] }
    }

    /// A tool.
    #[must_use]
    pub const fn tool<H: Handle>() -> Self {
        Self::of::<H>()
    }

    /// A bidirectional flow.
    #[must_use]
    pub const fn bidi<H: BidiHandle>() -> Self {
        Self { def: H::DEF, make: || vec![Action::of_bidi::<H>()] }
    }

    /// Whatever a layer above makes of a declaration.
    #[must_use]
    pub const fn made(def: &'static ActionDef, make: fn() -> Vec<Action>) -> Self {
        Self { def, make }
    }

    /// A background model with its companions.
    #[must_use]
    pub const fn background<H: BackgroundModelHandle>() -> Self {
        Self { def: H::DEF, make: companions::<H> }
    }
}

/// Every declaration of the program, of all crates or of those named.
pub(crate) fn discovered(packages: Option<&[String]>) -> impl Iterator<Item = &'static Discovered> {
    inventory::iter::<Discovered>
        .into_iter()
        .filter(move |d| packages.is_none_or(|packages| packages.iter().any(|p| p == d.def.source().package)))
}
