//! Folders of instructions that a model reads when it needs them.

use std::path::Path;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use tokio::sync::OnceCell;

use super::handle::MiddlewareHandle;
use super::hooks::{GenerateTurn, Hooks};
use crate::ai::message::{Message, Role};
use crate::ai::part::Part;
use crate::ai::tool::{Effect, Tool};
use crate::core::action::Action;
use crate::core::app::Genkit;
use crate::core::env::Task;
use crate::core::error::{Error, Result};

/// Tells the model of the skills in some folders, and lets it read them: `skills` on the wire.
///
/// A skill is a folder with a file `SKILL.md`, whose front matter has `name` and `description`. The system message lists
/// them; the tool `use_skill` gives the text of one. Only what was found is given, and what is outside of the folders, by
/// a link, is not found.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::middleware::Skills;
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// # let root = std::env::temp_dir().join(format!("genkit-skills-{}", std::process::id()));
/// # std::fs::create_dir_all(root.join("haiku"))?;
/// # std::fs::write(root.join("haiku/SKILL.md"), "---\nname: haiku\ndescription: Writes haikus\n---\n5-7-5.\n")?;
/// let ai = TestGenkit::new();
/// ai.script([
///     reply().call_named("use_skill", serde_json::json!({"skillName": "haiku"})),
///     reply().text("An old silent pond.."),
/// ]);
/// ai.generate().prompt("A haiku, please").with(Skills::in_folders([&root])).await?;
/// assert!(ai.requests()[0].text().contains(" - haiku - Writes haikus"));
/// assert!(ai.last_request().text().contains("5-7-5."));
/// # std::fs::remove_dir_all(root)?;
/// # Ok(()) }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", default)]
#[schemars(description = "Tells the model of skills in folders, and lets it read them")]
pub struct Skills {
    /// The folders whose sub-folders are skills.
    skill_paths: Vec<String>,
}

impl Default for Skills {
    fn default() -> Self {
        Self { skill_paths: vec!["skills".to_owned()] }
    }
}

impl Skills {
    /// Those in the folder `skills`.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Those in these folders.
    #[must_use]
    pub fn in_folders<P: AsRef<Path>>(folders: impl IntoIterator<Item = P>) -> Self {
        let told = |folder: P| folder.as_ref().to_string_lossy().into_owned();
        Self { skill_paths: folders.into_iter().map(told).collect() }
    }
}

/// The largest file that is a skill.
const LARGEST: u64 = 256 * 1024;

#[derive(Debug)]
struct Skill {
    name: String,
    description: String,
    text: String,
}

/// The skills of one call, looked for when they are first needed.
#[derive(Debug)]
struct Found {
    folders: Vec<String>,
    skills: OnceCell<Vec<Skill>>,
}

impl Found {
    async fn skills(&self) -> Result<&[Skill]> {
        let look = || async {
            let folders = self.folders.clone();
            Task::blocking(move || folders.iter().flat_map(|folder| scan(Path::new(folder))).collect()).await
        };
        Ok(self.skills.get_or_try_init(look).await?)
    }
}

/// The skills of a folder, by name. What cannot be read is left out, with a warning.
fn scan(folder: &Path) -> Vec<Skill> {
    let Ok(root) = folder.canonicalize() else { return Vec::new() };
    let Ok(entries) = root.read_dir() else { return Vec::new() };
    let mut skills: Vec<Skill> = entries
        .flatten()
        .filter_map(|entry| {
            let file = entry.path().join("SKILL.md").canonicalize().ok()?;
            if !file.starts_with(&root) || file.metadata().ok()?.len() > LARGEST {
                tracing::warn!(target: "genkit", "{} is not taken as a skill", file.display());
                return None;
            }
            let text = std::fs::read_to_string(&file).ok()?;
            Some(skill(&text, &entry.file_name().to_string_lossy()))
        })
        .collect();
    skills.sort_by(|a, b| a.name.cmp(&b.name));
    skills
}

/// A skill as its file tells it; `name` and `description` are plain or quoted lines of the front matter.
fn skill(text: &str, folder: &str) -> Skill {
    let after = text.strip_prefix("---").and_then(|rest| rest.split_once("\n---"));
    let front = after.map(|(front, _)| front).unwrap_or_default();
    let field = |name: &str| {
        let line = front.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(':'));
        line.map(|value| value.trim().trim_matches(['"', '\'']).to_owned()).filter(|value| !value.is_empty())
    };
    Skill {
        name: field("name").unwrap_or_else(|| folder.to_owned()),
        description: field("description").unwrap_or_default(),
        text: text.to_owned(),
    }
}

fn listed(skills: &[Skill]) -> String {
    let line = |skill: &Skill| match skill.description.as_str() {
        "" => format!(" - {}\n", skill.name),
        description => format!(" - {} - {description}\n", skill.name),
    };
    let lines: String = skills.iter().map(line).collect();
    format!(
        "<skills>\nYou have access to a library of skills that serve as specialized instructions/personas.\nStrongly \
         prefer to use them when working on anything related to them.\nOnly use them once to load the context.\nHere are \
         the available skills:\n{lines}</skills>"
    )
}

/// Puts the list into the first system message, or a new one; in place of one that is there.
fn tell(turn: &mut GenerateTurn, list: &str) {
    let marked = |part: &Part| part.meta("skills-instructions").is_some();
    let messages = &mut turn.request.messages;
    let there = messages.iter().flat_map(|message| &message.content).find(|part| marked(part));
    if there.is_some_and(|part| part.as_text() == Some(list)) {
        return;
    }
    let part = Part::text(list).with_metadata("skills-instructions", true);
    let system = messages.iter().position(|message| message.role == Role::System);
    match system.and_then(|place| messages.get_mut(place)) {
        Some(system) => match system.content.iter_mut().find(|part| marked(part)) {
            Some(old) => *old = part,
            None => system.content.push(part),
        },
        None => messages.insert(0, Message::system(part)),
    }
}

/// What the tool takes.
#[derive(Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct UseSkill {
    /// The name of the skill
    skill_name: String,
}

fn use_skill(found: Arc<Found>) -> Action {
    Tool::builder("use_skill").description("Use a skill by its name").effect(Effect::Read).handler(
        move |asked: UseSkill, _ctx| {
            let found = found.clone();
            async move {
                let skills = found.skills().await?;
                let skill = skills.iter().find(|skill| skill.name == asked.skill_name);
                skill
                    .map(|skill| skill.text.clone())
                    .ok_or_else(|| Error::not_found(format!("Skill '{}' not found", asked.skill_name)))
            }
        },
    )
}

impl MiddlewareHandle for Skills {
    type Config = Self;
    const NAME: &'static str = "skills";
    const DESCRIPTION: Option<&'static str> =
        Some("Tells the model of skills in folders, and lets it read them");

    fn hooks(config: Self, _ai: &Genkit) -> Result<Hooks> {
        let found = Arc::new(Found { folders: config.skill_paths, skills: OnceCell::new() });
        let listing = found.clone();
        let hooks = Hooks::new().generate(move |mut turn, _ctx, next| {
            let found = listing.clone();
            async move {
                let skills = found.skills().await?;
                if !skills.is_empty() {
                    tell(&mut turn, &listed(skills));
                }
                next.run(turn).await
            }
        });
        Ok(hooks.tools([use_skill(found)]))
    }
}
