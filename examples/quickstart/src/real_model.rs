//! A real model, where the environment names one.

use genkit::http::ApiKey;
use genkit::prelude::*;
use genkit::{GenkitBuilder, Plugin};
use genkit_anthropic::Anthropic;
use genkit_google_genai::GoogleAi;
use genkit_ollama::Ollama;
use genkit_openai::OpenAi;
use serde_json::Value;

/// The runtime with the plugin that the environment asks for, and the name of the model to use; `None` for the demo
/// model. `QUICKSTART_MODEL` names another model of that plugin.
///
/// # Errors
/// A server whose address is set cannot tell which models it has, or has none.
pub(crate) async fn add(app: GenkitBuilder) -> Result<(GenkitBuilder, Option<String>)> {
    if is_set("GEMINI_API_KEY") {
        let plugin = GoogleAi::from_env();
        let plugin = match set("GOOGLE_GEMINI_BASE_URL") {
            Some(address) => plugin.base_url(address),
            None => plugin,
        };
        return Ok((app.plugin(plugin), Some(named("googleai", "gemini-2.5-flash"))));
    }
    if is_set("ANTHROPIC_API_KEY") {
        return Ok((app.plugin(Anthropic::from_env()), Some(named("anthropic", "claude-haiku-4-5"))));
    }
    if let Some(address) = set("OPENAI_BASE_URL") {
        let plugin = OpenAi::compatible("compatible", address).key(ApiKey::Optional(&["OPENAI_API_KEY"]));
        let model = first(&plugin).await?;
        return Ok((app.plugin(plugin), Some(model)));
    }
    if is_set("OPENAI_API_KEY") {
        return Ok((app.plugin(OpenAi::from_env()), Some(named("openai", "gpt-5-mini"))));
    }
    if is_set("OLLAMA_HOST") {
        let plugin = Ollama::from_env();
        let model = first(&plugin).await?;
        return Ok((app.plugin(plugin), Some(model)));
    }
    Ok((app, None))
}

fn set(variable: &str) -> Option<String> {
    std::env::var(variable).ok().filter(|value| !value.trim().is_empty())
}

fn is_set(variable: &str) -> bool {
    set(variable).is_some()
}

fn named(plugin: &str, model: &str) -> String {
    format!("{plugin}/{}", set("QUICKSTART_MODEL").unwrap_or_else(|| model.to_owned()))
}

/// The model that is asked for, or the first that a server has: one that calls tools, if it says which do.
async fn first(plugin: &impl Plugin) -> Result<String> {
    if is_set("QUICKSTART_MODEL") {
        return Ok(named(plugin.name(), ""));
    }
    let ai = Genkit::builder().without_discovery().build().await?;
    let all = plugin.list(&ai).await?;
    let models = || all.iter().filter(|one| one.get("actionType").is_some_and(|kind| kind == "model"));
    let calls = |one: &&Value| one.pointer("/metadata/model/supports/tools") == Some(&true.into());
    let found = models().find(calls).or_else(|| models().next());
    let name = found.and_then(|one| one.get("name")?.as_str());
    name.map(str::to_owned).ok_or_else(|| {
        Error::not_found("it has no model: give it one, or name one in QUICKSTART_MODEL")
            .with_source(plugin.name().to_owned())
    })
}
