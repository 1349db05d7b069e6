//! A prompt file: front matter and a template.

use std::str::FromStr;

use serde_json::Value;

use crate::error::{Error, Result};
use crate::front_matter::{FrontMatter, Split, split};
use crate::template::Template;

/// A parsed prompt file.
///
/// ```
/// use genkit_dotprompt::{Data, Environment, Prompt};
/// use serde_json::json;
///
/// let prompt = Prompt::parse("---\nmodel: acme/chat\n---\n{{role 'system'}}Be kind.\n{{role 'user'}}Greet {{name}}.")?;
/// let input = json!({"name": "Ada"});
/// let messages = Environment::new().render(&prompt, &Data::new(&input))?.to_messages(&[]);
/// assert_eq!(serde_json::to_value(&messages).unwrap(), json!([
///     {"role": "system", "content": [{"text": "Be kind.\n"}]},
///     {"role": "user", "content": [{"text": "Greet Ada."}]},
/// ]));
/// # Ok::<(), genkit_dotprompt::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Prompt {
    front_matter: FrontMatter,
    template: Template,
    source: String,
}

impl Prompt {
    /// Parses a prompt file. Without front matter it is all template.
    ///
    /// # Errors
    /// If the front matter is no valid YAML or has fields of another shape than they need, or if the template cannot
    /// be parsed. Schemas are not looked into here, since they may name others that come later.
    pub fn parse(file: &str) -> Result<Self> {
        let Split { yaml, body } = split(file);
        let yaml = yaml.map(|(range, line)| (file.get(range).unwrap_or_default(), line));
        Ok(Prompt {
            front_matter: FrontMatter::parse(yaml)?,
            template: Template::parse_within(file, body.clone())?,
            source: file.get(body).unwrap_or_default().to_owned(),
        })
    }

    /// What the file says about the prompt.
    #[must_use]
    pub fn front_matter(&self) -> &FrontMatter {
        &self.front_matter
    }

    /// The template.
    #[must_use]
    pub fn template(&self) -> &Template {
        &self.template
    }

    /// The text of the template.
    ///
    /// ```
    /// let prompt = genkit_dotprompt::Prompt::parse("---\nmodel: a\n---\n\nHi {{name}}\n")?;
    /// assert_eq!(prompt.template_source(), "Hi {{name}}");
    /// # Ok::<(), genkit_dotprompt::Error>(())
    /// ```
    #[must_use]
    pub fn template_source(&self) -> &str {
        &self.source
    }

    /// The front matter as JSON, schemas as they are written: what `@metadata.prompt` gives.
    #[must_use]
    pub fn to_json(&self) -> Value {
        self.front_matter.to_json()
    }
}

impl FromStr for Prompt {
    type Err = Error;

    fn from_str(file: &str) -> Result<Self> {
        Self::parse(file)
    }
}
