//! What can be set of both plugins, and what the runtime asks of them.

use std::sync::Arc;

use genkit::http::{Retries, Transport};
use genkit::{Action, ActionType, BoxFuture, Deadlines, Genkit, Plugin, Result};
use serde_json::Value;

use crate::backend::Backend;
use crate::{GoogleAi, VertexAi, list, make};

macro_rules! settings {
    ($($plugin:ident)*) => {$(
        impl $plugin {
            pub(super) fn set(mut self, set: impl FnOnce(&mut Backend)) -> Self {
                set(Arc::make_mut(&mut self.0));
                self
            }

            /// The same at another address, for example a proxy's.
            pub fn base_url(self, url: impl Into<String>) -> Self {
                self.set(|backend| backend.endpoint.set_base_url(url))
            }

            /// The same by another version of the API; `v1beta` by default, on Vertex AI `v1beta1`.
            pub fn api_version(self, version: impl Into<String>) -> Self {
                self.set(|backend| backend.api_version = Some(version.into()))
            }

            /// The same with one more header in each request. Those that tell who asks cannot be replaced.
            pub fn header(self, name: &str, value: impl Into<String>) -> Self {
                self.set(|backend| backend.endpoint.set_header(name, value))
            }

            /// The same with schemas of answers in the API's older form.
            pub fn legacy_response_schema(self) -> Self {
                self.set(|backend| backend.legacy_schema = true)
            }

            /// The same through another transport.
            pub fn transport(self, transport: impl Transport) -> Self {
                self.set(|backend| backend.endpoint.set_transport(transport))
            }

            /// The same with other retries.
            pub fn retries(self, retries: Retries) -> Self {
                self.set(|backend| backend.endpoint.set_retries(retries))
            }

            /// The same with other bounds on how long an answer may take.
            pub fn deadlines(self, deadlines: Deadlines) -> Self {
                self.set(|backend| backend.endpoint.set_deadlines(deadlines))
            }
        }

        impl Plugin for $plugin {
            fn name(&self) -> &str {
                self.0.plugin
            }

            fn resolve<'a>(
                &'a self,
                _ai: &'a Genkit,
                action_type: ActionType,
                name: &'a str,
            ) -> BoxFuture<'a, Result<Vec<Action>>> {
                let actions = make::actions(&self.0, action_type, name);
                Box::pin(async { Ok(actions) })
            }

            fn list<'a>(&'a self, ai: &'a Genkit) -> BoxFuture<'a, Result<Vec<Value>>> {
                Box::pin(list::list(&self.0, ai))
            }
        }
    )*};
}

settings! { GoogleAi VertexAi }
