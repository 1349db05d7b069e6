//! Models: messages in, a message out.

mod answer;
mod asked;
mod body;
mod citation;
mod content;
mod document;
mod stream;
mod theirs;
mod thinking;
mod tool;
mod turn;
mod usage;

use std::sync::Arc;

use genkit::{Action, Ctx, Model, ModelRequest, RawConfig};

use crate::plugin::Provider;
use crate::{AnthropicConfig, known};
pub(crate) use body::Outgoing;
#[cfg(test)]
pub(crate) use stream::cut;

/// A request as a model of this plugin takes it.
pub(crate) type Request = ModelRequest<RawConfig<AnthropicConfig>>;

pub(crate) fn model(provider: Arc<Provider>, name: &str, label: Option<&str>) -> Action {
    let model = name.to_owned();
    Model::builder(format!("anthropic/{name}"))
        .label(label.map_or_else(|| format!("Anthropic - {name}"), str::to_owned))
        .supports(known::supports(name))
        .handler(move |request: Request, ctx: Ctx, out| {
            let (provider, model) = (provider.clone(), model.clone());
            async move { turn::take(&provider, &model, request, &ctx, &out).await }
        })
}
