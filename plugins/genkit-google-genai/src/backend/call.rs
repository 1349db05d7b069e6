//! What one call brings of its own.

use std::time::Duration;

use genkit::{Ctx, Secret};
use serde_json::{Map, Value};

/// Settings of one call, from the request's configuration and the run's context; they never reach a body.
#[derive(Clone, Debug, Default)]
pub(crate) struct Call {
    pub(crate) ctx: Option<Ctx>,
    version: Option<String>,
    pub(crate) api_key: Option<Secret<String>>,
    pub(crate) base_url: Option<String>,
    pub(crate) api_version: Option<String>,
    pub(crate) location: Option<String>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) timeout: Option<Duration>,
}

impl Call {
    /// Takes a call's settings out of its configuration, and what says nothing: `null`.
    pub(crate) fn take(config: &mut Map<String, Value>, ctx: &Ctx) -> Self {
        config.retain(|_, value| !value.is_null());
        let mut text = |name: &str| match config.shift_remove(name) {
            Some(Value::String(text)) if !text.is_empty() => Some(text),
            _ => None,
        };
        let mut call = Self {
            ctx: Some(ctx.clone()),
            version: text("version"),
            api_key: text("apiKey").map(Secret::new),
            base_url: text("baseUrl"),
            api_version: text("apiVersion"),
            location: text("location"),
            ..Self::default()
        };
        if let Some(Value::Object(headers)) = config.shift_remove("customHeaders") {
            let headers = headers.into_iter();
            call.headers = headers.filter_map(|(k, v)| Some((k, v.as_str()?.to_owned()))).collect();
        }
        let timeout = config.shift_remove("timeout").and_then(|ms| ms.as_f64());
        call.timeout = timeout.and_then(|ms| Duration::try_from_secs_f64(ms / 1e3).ok());
        config.shift_remove("apiClient");
        call
    }

    /// The model that is asked: the version that the call names, or this.
    pub(crate) fn model<'a>(&'a self, name: &'a str) -> &'a str {
        self.version.as_deref().unwrap_or(name)
    }

    /// Those of a call that has no configuration, such as the check of an operation: the context's `config`.
    pub(crate) fn of(ctx: &Ctx) -> Self {
        let config = ctx.context().values().get("config").and_then(Value::as_object).cloned();
        Self::take(&mut config.unwrap_or_default(), ctx)
    }
}
