//! A real model, where the environment names one.

use genkit::prelude::*;
use genkit::{GenkitBuilder, Plugin};
use genkit_anthropic::Anthropic;
use genkit_google_genai::GoogleAi;
use genkit_ollama::Ollama;
use genkit_openai::OpenAi;

/// The runtime with the plugin that the environment asks for, and the name of the model to use; `None` for the demo
/// model. `QUICKSTART_MODEL` names another model of that plugin.
///
/// # Errors
/// A server whose address is set cannot tell which models it has.
pub(crate) async fn add(app: GenkitBuilder) -> Result<(GenkitBuilder, Option<String>)> {
    if is_set("GEMINI_API_KEY") {
        return Ok((app.plugin(GoogleAi::from_env()), Some(named("googleai", "gemini-2.5-flash"))));
    }
    if is_set("ANTHROPIC_API_KEY") {
        return Ok((app.plugin(Anthropic::from_env()), Some(named("anthropic", "claude-haiku-4-5"))));
    }
    if let Some(address) = set("OPENAI_BASE_URL") {
        let mut plugin = OpenAi::compatible("compatible", address);
        if let Some(key) = set("OPENAI_API_KEY") {
            plugin = plugin.key(key);
        }
        let model = first("compatible", plugin.clone()).await?;
        return Ok((app.plugin(plugin), Some(model)));
    }
    if is_set("OPENAI_API_KEY") {
        return Ok((app.plugin(OpenAi::from_env()), Some(named("openai", "gpt-5-mini"))));
    }
    if is_set("OLLAMA_HOST") {
        let model = first("ollama", Ollama::from_env()).await?;
        return Ok((app.plugin(Ollama::from_env()), Some(model)));
    }
    Ok((app, None))
}

fn set(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.is_empty())
}

fn is_set(variable: &str) -> bool {
    set(variable).is_some()
}

fn named(plugin: &str, model: &str) -> String {
    format!("{plugin}/{}", set("QUICKSTART_MODEL").unwrap_or_else(|| model.to_owned()))
}

/// The model that is asked for, or the first one that a server has.
async fn first(name: &str, plugin: impl Plugin) -> Result<String> {
    if is_set("QUICKSTART_MODEL") {
        return Ok(named(name, ""));
    }
    let ai = Genkit::builder().without_discovery().plugin(plugin).build().await?;
    let actions = ai.describe_actions().await?;
    let model =
        actions.keys().find_map(|key| key.strip_prefix("/model/").filter(|key| key.starts_with(name)));
    model
        .map(str::to_owned)
        .ok_or_else(|| Error::not_found(format!("{name} has no model, or cannot be reached")))
}
