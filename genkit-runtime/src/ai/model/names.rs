//! Names of tools as providers take them.

use std::borrow::Cow;

use super::ModelRequest;

/// The names under which a provider is told of a request's tools: letters, digits, `_` and `-`. What a provider
/// refuses is written otherwise (`menu/find` as `menu__find`), and turned back in what it asks for.
///
/// ```
/// use genkit::{ModelRequest, ToolNames};
/// let request: ModelRequest = serde_json::from_value(serde_json::json!({
///     "messages": [], "tools": [{"name": "menu/find", "description": "Finds a dish"}]
/// }))?;
/// let names = ToolNames::of(&request);
/// assert_eq!(ToolNames::sent("menu/find"), "menu__find");
/// assert_eq!(names.given("menu__find"), "menu/find");
/// # Ok::<(), genkit::Error>(())
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ToolNames(Vec<(String, String)>);

impl ToolNames {
    /// The names of this request's tools.
    #[must_use]
    pub fn of<C>(request: &ModelRequest<C>) -> Self {
        let tools = request.tools.iter().flat_map(|tools| tools.iter());
        Self(tools.filter_map(|tool| Some((changed(&tool.name)?, tool.name.clone()))).collect())
    }

    /// The name that a provider is told.
    #[must_use]
    pub fn sent(name: &str) -> Cow<'_, str> {
        changed(name).map_or(Cow::Borrowed(name), Cow::Owned)
    }

    /// The tool's own name.
    #[must_use]
    pub fn given(&self, sent: &str) -> String {
        let known = self.0.iter().find(|(s, _)| s == sent);
        known.map_or_else(|| sent.to_owned(), |(_, given)| given.clone())
    }
}

fn changed(name: &str) -> Option<String> {
    let fits = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
    if name.chars().all(fits) {
        return None;
    }
    Some(name.replace('/', "__").chars().map(|c| if fits(c) { c } else { '_' }).collect())
}
