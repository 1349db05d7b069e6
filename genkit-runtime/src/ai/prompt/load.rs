//! Brings the prompts of a runtime into its registry: once when it is built, and in development again when files change.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use genkit_dotprompt::{Environment, HelperCall};

use super::action::{Linked, actions, function, linked};
use super::declared::{self, PromptDef};
use super::define::Definition;
use super::file::{self, located};
use super::folder::{Found, Named, named, scan};
use super::settings::{Folder, Settings};
use crate::core::action::Source;
use crate::core::app::{Genkit, OnSetup};
use crate::core::error::{Error, Result};
use crate::core::key::ActionType;

inventory::submit! { OnSetup(set_up) }

fn set_up(ai: &Genkit) -> Result<()> {
    let none = Settings::default();
    let settings = ai.own_extension::<Settings>().unwrap_or(&none);
    let reload = settings.reload.unwrap_or_else(|| std::env::var("GENKIT_ENV").as_deref() == Ok("dev"));
    let sources = Sources::new(ai, settings, reload);
    let seen = sources.look()?;
    for prompt in sources.load(ai, &seen)? {
        if let Some(error) = prompt.broken {
            return Err(error);
        }
        let declared = prompt.declared.is_some();
        for action in actions(&prompt) {
            if declared { ai.registry().put(action) } else { ai.registry().add(action)? }
        }
    }
    // A function that builds a call has its request, too.
    for call in ai.registry().of_type(ActionType::ExecutablePrompt) {
        if ai.registry().get(ActionType::Prompt, call.name()).is_none() {
            ai.registry().add(function(&call))?;
        }
    }
    if reload && sources.may_change() {
        let seen = Mutex::new(seen);
        ai.registry().refresh_with(Box::new(move |ai| sources.refresh(ai, &seen)));
    }
    Ok(())
}

/// Where the files of a runtime are.
struct Sources {
    folders: Vec<PathBuf>,
    embedded: Vec<(&'static str, &'static str)>,
    declared: Vec<&'static PromptDef>,
    reload: bool,
}

impl Sources {
    fn new(ai: &Genkit, settings: &Settings, reload: bool) -> Self {
        let mut folders: Vec<PathBuf> = match &settings.folder {
            Folder::At(folder) => vec![folder.clone()],
            Folder::Usual if ai.parent().is_none() && Path::new("prompts").is_dir() => vec!["prompts".into()],
            Folder::Usual | Folder::Nowhere => Vec::new(),
        };
        let mut embedded = Vec::new();
        for files in &settings.embedded {
            embedded.extend_from_slice(files.files);
            if Path::new(files.folder).is_dir() {
                files.warn_of_others();
                folders.push(files.folder.into());
            }
        }
        let all = ai.registry().of_type(ActionType::ExecutablePrompt);
        let declared = all.iter().filter_map(|action| linked(action)?.declared).collect();
        Self { folders, embedded, declared, reload }
    }

    fn may_change(&self) -> bool {
        !self.folders.is_empty() || !self.declared.is_empty()
    }

    /// The files as they are now; those of macros have no name below a folder.
    fn look(&self) -> Result<Vec<Found>> {
        let mut seen = Vec::new();
        for folder in &self.folders {
            seen.extend(scan(folder)?);
        }
        if self.reload {
            let files = self.declared.iter().flat_map(|def| def.files());
            seen.extend(files.filter_map(|file| Found::at(String::new(), file.full.into())));
        }
        Ok(seen)
    }

    /// All prompts, the broken ones too.
    fn load(&self, ai: &Genkit, seen: &[Found]) -> Result<Vec<Linked>> {
        let none = Settings::default();
        let settings = ai.own_extension::<Settings>().unwrap_or(&none);
        let mut environment = environment(settings)?;
        let mut files = Vec::new();
        for (name, (place, text)) in self.texts(seen)? {
            match named(&name)? {
                Named::Partial(partial) => {
                    environment.define_partial(partial, &text).map_err(|error| located(&place, &error))?;
                }
                // What a macro declares stands for its file.
                Named::Prompt(name) if self.declared.iter().any(|def| def.name() == name) => {}
                Named::Prompt(name) => files.push((name.to_owned(), place, text)),
            }
        }
        let environment = Arc::new(environment);
        let mut prompts: Vec<Linked> = Vec::new();
        for prompt in &settings.prompts {
            prompts.push(Linked::new(prompt.0.clone(), environment.clone()));
        }
        for (name, place, text) in files {
            let made = file::definition(&name, &place, &text, FILE);
            prompts.push(finish(ai, &name, made, environment.clone(), None));
        }
        for def in self.declared.iter().copied() {
            let made = declared::definition(def, self.reload);
            let environment = declared::environment(def, &environment, self.reload)?;
            prompts.push(finish(ai, def.name(), made, Arc::new(environment), Some(def)));
        }
        Ok(prompts)
    }

    /// Place and text of each file by its name; what is on disk stands for what is embedded.
    fn texts(&self, seen: &[Found]) -> Result<BTreeMap<String, (String, String)>> {
        let embedded = self
            .embedded
            .iter()
            .map(|(name, text)| ((*name).to_owned(), ((*name).to_owned(), (*text).to_owned())));
        let mut texts: BTreeMap<_, _> = embedded.collect();
        for file in seen.iter().filter(|file| !file.name.is_empty()) {
            let place = file.path.display().to_string();
            let text = fs::read_to_string(&file.path)
                .map_err(|error| Error::not_found(format!("{place}: cannot be read: {error}")))?;
            texts.insert(file.name.clone(), (place, text));
        }
        Ok(texts)
    }

    /// Reads the files again if any of them changed. What cannot be read says so when it is used.
    fn refresh(&self, ai: &Genkit, seen: &Mutex<Vec<Found>>) {
        let mut seen = seen.lock().unwrap_or_else(PoisonError::into_inner);
        let loaded = self.look().and_then(|now| {
            if *seen == now {
                return Ok(None);
            }
            let prompts = self.load(ai, &now)?;
            *seen = now;
            Ok(Some(prompts))
        });
        match loaded {
            Ok(None) => {}
            Ok(Some(prompts)) => replace(ai, &prompts),
            Err(error) => tracing::warn!(%error, "the prompts cannot be read again"),
        }
    }
}

/// Puts prompts in the place of those of files, which are taken out if they are gone.
fn replace(ai: &Genkit, prompts: &[Linked]) {
    for action in ai.registry().of_type(ActionType::ExecutablePrompt) {
        let of_file = linked(&action).is_some_and(|linked| linked.prompt.source == FILE);
        if of_file && !prompts.iter().any(|linked| linked.prompt.full_name() == action.name()) {
            ai.registry().remove(ActionType::Prompt, action.name());
            ai.registry().remove(ActionType::ExecutablePrompt, action.name());
        }
    }
    for prompt in prompts {
        if let Some(error) = &prompt.broken {
            tracing::warn!(%error, "a prompt cannot be used");
        }
        actions(prompt).into_iter().for_each(|action| ai.registry().put(action));
    }
}

/// Stands for the place in the program of what is in files.
const FILE: Source = Source::new(".prompt", 0, "", "");

fn finish(
    ai: &Genkit,
    name: &str,
    made: Result<Definition>,
    environment: Arc<Environment>,
    declared: Option<&'static PromptDef>,
) -> Linked {
    let made = made.and_then(|mut made| {
        file::name_schemas(&mut made, &|name| ai.schema(name))?;
        file::check(&made, &environment)?;
        Ok(made)
    });
    let source = declared.map_or(FILE, PromptDef::source);
    let (prompt, broken) = match made {
        Ok(made) => (made, None),
        Err(error) => (Definition::new(name, source), Some(error)),
    };
    Linked { broken, declared, ..Linked::new(Arc::new(prompt), environment) }
}

/// The helpers and partials that the builder was told.
fn environment(settings: &Settings) -> Result<Environment> {
    let wrong = |error: genkit_dotprompt::Error| Error::invalid_argument(error.to_string());
    let mut environment = Environment::new();
    for (name, helper) in &settings.helpers {
        let helper = helper.clone();
        environment.define_helper(name, move |call: &HelperCall<'_>| helper.call(call)).map_err(wrong)?;
    }
    for (name, template) in &settings.partials {
        environment.define_partial(name.as_str(), template).map_err(wrong)?;
    }
    Ok(environment)
}
