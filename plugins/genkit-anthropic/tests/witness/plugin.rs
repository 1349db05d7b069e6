//! The plugin of a folder of cases, with the key that they show.

use super::Anthropic;
use genkit::GenkitBuilder;
use genkit::http::Retries;

pub(crate) fn plugin(app: GenkitBuilder, _folder: &str, base: &str) -> GenkitBuilder {
    app.plugin(Anthropic::new("key-a").base_url(base).retries(Retries::none()))
}
