//! Templates by name, for others to include.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::analysis::partial_names;
use crate::error::Result;
use crate::template::Template;

/// Partials by name.
///
/// ```
/// use genkit_dotprompt::{Partials, Template};
///
/// let mut partials = Partials::new();
/// let template = Template::parse("{{> header}}")?;
/// // Whatever the template needs, and whatever that needs, comes from a place of the caller's.
/// let missing = partials.load(&template, |name| match name {
///     "header" => Some("Dear {{> salutation}}".to_owned()),
///     _ => None,
/// })?;
/// assert_eq!(missing, ["salutation"]);
/// # Ok::<(), genkit_dotprompt::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Partials(BTreeMap<String, Arc<Template>>);

impl Partials {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a partial; one of the same name is replaced. A partial has no front matter: lines that look like it
    /// are text.
    ///
    /// # Errors
    /// If it is no valid template.
    pub fn define(&mut self, name: impl Into<String>, source: &str) -> Result<()> {
        let name = name.into();
        let template = Template::parse(source).map_err(|error| error.in_partial(Some(&name)))?;
        self.0.insert(name, Arc::new(template));
        Ok(())
    }

    /// Adds all partials that `template` names, and that these name in turn, asking `resolve` for each. Gives the
    /// names that it did not know, in order.
    ///
    /// # Errors
    /// If what it gives is no valid template.
    pub fn load(
        &mut self,
        template: &Template,
        mut resolve: impl FnMut(&str) -> Option<String>,
    ) -> Result<Vec<String>> {
        let mut wanted = owned_names(template);
        let mut missing = Vec::new();
        while let Some(name) = wanted.pop() {
            if self.0.contains_key(&name) || missing.contains(&name) {
                continue;
            }
            match resolve(&name) {
                Some(source) => {
                    self.define(name.clone(), &source)?;
                    wanted
                        .extend(self.0.get(&name).map(|template| owned_names(template)).unwrap_or_default());
                }
                None => missing.push(name),
            }
        }
        missing.sort();
        Ok(missing)
    }

    /// A partial.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<&Template> {
        self.0.get(name).map(AsRef::as_ref)
    }

    /// The names, sorted.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }

    pub(crate) fn get_key(&self, name: &str) -> Option<(&str, &Template)> {
        self.0.get_key_value(name).map(|(name, template)| (name.as_str(), template.as_ref()))
    }
}

fn owned_names(template: &Template) -> Vec<String> {
    partial_names(template).into_iter().map(str::to_owned).collect()
}
