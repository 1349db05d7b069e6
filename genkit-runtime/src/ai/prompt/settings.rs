//! What a builder is told of prompts.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

use genkit_dotprompt::{Helper, HelperCall};
use schemars::JsonSchema;

use super::define::Prompt;
use super::embed::EmbeddedPrompts;
use crate::core::app::GenkitBuilder;
use crate::core::schema;

/// What a builder was told.
#[derive(Default)]
pub(super) struct Settings {
    pub(super) prompts: Vec<Prompt>,
    pub(super) folder: Folder,
    pub(super) embedded: Vec<EmbeddedPrompts>,
    pub(super) helpers: Vec<(String, Arc<dyn Helper>)>,
    pub(super) partials: Vec<(String, String)>,
    pub(super) reload: Option<bool>,
}

/// Where prompt files are.
#[derive(Clone, Debug, Default)]
pub(super) enum Folder {
    /// `./prompts`, if it is there.
    #[default]
    Usual,
    At(PathBuf),
    Nowhere,
}

impl GenkitBuilder {
    /// Adds a prompt.
    pub fn prompt(self, prompt: Prompt) -> Self {
        self.extend(|settings: &mut Settings| settings.prompts.push(prompt))
    }

    /// The folder of the prompt files, `./prompts` if it is not told. Each `name.prompt` is a prompt,
    /// `name.variant.prompt` a variant of it and `_name.prompt` a partial; names in sub-folders begin with these.
    ///
    /// In development (`GENKIT_ENV=dev`) files that change are read again before they are used.
    pub fn prompt_dir(self, folder: impl Into<PathBuf>) -> Self {
        let folder = folder.into();
        self.extend(|settings: &mut Settings| settings.folder = Folder::At(folder))
    }

    /// Reads no folder of prompt files.
    pub fn without_prompt_dir(self) -> Self {
        self.extend(|settings: &mut Settings| settings.folder = Folder::Nowhere)
    }

    /// Adds prompt files that the program carries in itself: `embed_prompts!("prompts")`. They take the place of
    /// `./prompts`.
    pub fn prompts(self, files: EmbeddedPrompts) -> Self {
        self.extend(|settings: &mut Settings| {
            settings.embedded.push(files);
            if matches!(settings.folder, Folder::Usual) {
                settings.folder = Folder::Nowhere;
            }
        })
    }

    /// Whether prompt files that change are read again; where it is not told, in development only.
    pub fn reload_prompts(self, reload: bool) -> Self {
        self.extend(|settings: &mut Settings| settings.reload = Some(reload))
    }

    /// A helper of templates: `{{shout name}}`. What it gives is text, whatever it holds.
    ///
    /// ```standalone_crate
    /// use genkit::prelude::*;
    /// use genkit::{HelperCall, Prompt};
    /// use serde_json::json;
    ///
    /// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
    /// let ai = Genkit::builder()
    ///     .define_helper("shout", |call: &HelperCall<'_>| call.text(0).to_uppercase())
    ///     .define_partial("sign", "Yours, {{shout name}}")
    ///     .prompt(Prompt::builder("letter").prompt("Hello! {{> sign}}").build()?)
    ///     .build()
    ///     .await?;
    /// let letter = ai.prompt("letter")?.render(json!({"name": "Ada"})).await?;
    /// assert_eq!(letter.messages[0].text(), "Hello! Yours, ADA");
    /// # Ok(()) }
    /// ```
    pub fn define_helper<R>(
        self,
        name: impl Into<String>,
        helper: impl Fn(&HelperCall<'_>) -> R + Send + Sync + 'static,
    ) -> Self
    where
        R: genkit_dotprompt::IntoOutcome,
    {
        let name = name.into();
        self.extend(|settings: &mut Settings| settings.helpers.push((name, Arc::new(helper))))
    }

    /// A partial: a template that others include as `{{> name}}`.
    pub fn define_partial(self, name: impl Into<String>, template: impl Into<String>) -> Self {
        let partial = (name.into(), template.into());
        self.extend(|settings: &mut Settings| settings.partials.push(partial))
    }

    /// The schema of a type under a name, which prompt files may refer to: `schema: Dish`.
    pub fn define_schema<T: JsonSchema>(self, name: impl Into<String>) -> Self {
        self.schema(name, schema::input::<T>())
    }
}

impl fmt::Debug for Settings {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Settings").field("prompts", &self.prompts).field("folder", &self.folder).finish()
    }
}
