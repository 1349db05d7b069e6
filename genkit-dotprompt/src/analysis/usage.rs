//! What a prompt uses.

use super::place::Step;
use crate::position::Span;

/// All variables, helpers and partials that a prompt uses, its partials included, in their order.
///
/// ```
/// use genkit_dotprompt::{Checker, Partials, Prompt, Step};
///
/// let prompt = Prompt::parse("{{#each items}}{{price}} of {{@root.total}}{{/each}}")?;
/// let usage = Checker::new(&Partials::new()).usage(&prompt);
/// let price = &usage.variables[1];
/// assert_eq!(price.path, "price");
/// assert_eq!(price.blocks, ["each"]);
/// let steps = [Step::Field("items".into()), Step::Element, Step::Field("price".into())];
/// assert_eq!(price.place.as_deref(), Some(&steps[..]));
/// # Ok::<(), genkit_dotprompt::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Usage {
    /// Variables; one that a partial uses is here once for each context that the partial gets.
    pub variables: Vec<VariableUse>,
    /// Calls of helpers.
    pub helpers: Vec<HelperUse>,
    /// Inclusions of partials whose name is written out.
    pub partials: Vec<PartialUse>,
}

/// Where a variable comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum VariableKind {
    /// From the input.
    Input,
    /// From the context: `@auth.uid`.
    Data,
    /// From the template itself: `@index`, or an argument of a partial that is no variable.
    Local,
    /// From nowhere: its `../` lead out of the template.
    Outside,
}

/// One use of a variable.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct VariableUse {
    /// As it is written: `../user.name`, `@auth.uid`.
    pub path: String,
    /// Where it stands, in the file or in the text of the partial.
    pub span: Span,
    /// The partial that it stands in.
    pub partial: Option<String>,
    /// The blocks that it stands in, outermost first: `each`, `if`.
    pub blocks: Vec<String>,
    /// Where it comes from.
    pub kind: VariableKind,
    /// The way to it from the input, if it is of the input and the template alone tells the way.
    pub place: Option<Vec<Step>>,
    /// Where the names of the path stand that make the last steps of `place`.
    pub(super) own: Vec<Span>,
}

/// One call of a helper.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct HelperUse {
    /// The helper's name.
    pub name: String,
    /// Where the call stands.
    pub span: Span,
    /// The partial that it stands in.
    pub partial: Option<String>,
    /// Whether there is a helper of this name.
    pub known: bool,
    /// What is wrong with the call, if its helper is built in.
    pub(super) misuse: Option<String>,
}

/// One inclusion of a partial.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct PartialUse {
    /// The partial's name.
    pub name: String,
    /// Where it is included.
    pub span: Span,
    /// The partial that includes it.
    pub partial: Option<String>,
    /// Whether there is a partial of this name.
    pub known: bool,
}
