//! The plugin of a folder of cases, with the key that they show.

use super::OpenAi;
use genkit::GenkitBuilder;
use genkit::http::Retries;

pub(crate) fn plugin(app: GenkitBuilder, folder: &str, base: &str) -> GenkitBuilder {
    let plugin = match folder {
        "openai" => OpenAi::new("key-o").base_url(format!("{base}/v1")),
        "deepseek" => OpenAi::deepseek().key("key-d").base_url(format!("{base}/ds")),
        "xai" => OpenAi::xai().key("key-x").base_url(format!("{base}/xai")),
        other => panic!("no plugin for {other}"),
    };
    app.plugin(plugin.retries(Retries::none()))
}
