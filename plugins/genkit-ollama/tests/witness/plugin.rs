//! The plugin of a folder of cases, with the key that they show.

use super::Ollama;
use genkit::GenkitBuilder;
use genkit::http::Retries;

pub(crate) fn plugin(app: GenkitBuilder, _folder: &str, base: &str) -> GenkitBuilder {
    app.plugin(Ollama::from_env().base_url(base).generate_model("gen").retries(Retries::none()))
}
