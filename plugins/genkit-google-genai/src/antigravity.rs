//! Agents that work on a machine of their own.

use std::sync::Arc;

use genkit::{Action, Ctx, Error, Model, ModelRequest, RawConfig};

use crate::backend::{Backend, Call};
use crate::family::short;
use crate::{AntigravityConfig, info, interaction};

/// An agent, asked as a model is.
pub(crate) fn model(backend: &Arc<Backend>, name: &str) -> Action {
    let about = info::info(backend.plugin, name);
    let builder = Model::builder(format!("{}/{name}", backend.plugin));
    let builder = builder.label(about.label.unwrap_or_default()).supports(about.supports.unwrap_or_default());
    let (backend, model) = (backend.clone(), short(name).to_owned());
    builder.handler(move |request: ModelRequest<RawConfig<AntigravityConfig>>, ctx: Ctx, out| {
        let (backend, model) = (backend.clone(), model.clone());
        async move {
            let mut config = request.config.json;
            let call = Call::take(&mut config, &ctx);
            if request.messages.is_empty() {
                return Err(Error::invalid_argument("a request needs a message"));
            }
            let who = ("agent", call.model(&model));
            let mut body = interaction::body(who, &request.messages, &mut config, &backend)?;
            body.extend(config);
            let held = interaction::hold(&backend, body, &call, &ctx, &out).await;
            held.map_err(|e| e.with_source(backend.plugin))
        }
    })
}
