//! A model's configuration, typed at the model's door.

use std::any::{Any, TypeId};

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::ModelRequest;
use crate::core::error::{Error, Result};
use crate::core::operation::HasConfig;
use crate::core::schema;

impl<C: ModelConfig> HasConfig<ModelRequest> for ModelRequest<C> {
    fn read(request: ModelRequest) -> Result<Self> {
        let (config, rest) = request.split();
        Ok(rest.with_config(read::<C>(config)?))
    }

    fn schema() -> Option<Value> {
        let silent = [TypeId::of::<()>(), TypeId::of::<Value>()].contains(&TypeId::of::<C>());
        (!silent).then(schema::input::<C>)
    }
}

/// What can be the configuration of a model: every `DeserializeOwned + JsonSchema + 'static`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the configuration of a model",
    label = "the configuration cannot be read from JSON, or has no schema",
    note = "a configuration is read from JSON and described by a schema: `#[derive(Deserialize, JsonSchema)]`"
)]
pub trait ModelConfig: DeserializeOwned + JsonSchema + 'static {}

#[diagnostic::do_not_recommend]
impl<C: DeserializeOwned + JsonSchema + 'static> ModelConfig for C {}

fn read<C: DeserializeOwned + 'static>(config: Value) -> Result<C> {
    if TypeId::of::<C>() == TypeId::of::<Value>() {
        let mut slot = Some(config);
        if let Some(config) = (&mut slot as &mut dyn Any).downcast_mut::<Option<C>>().and_then(Option::take) {
            return Ok(config);
        }
        return Err(Error::internal("a configuration was lost"));
    }
    // None given: what the type makes of an object without members, or of nothing.
    if config.is_null() {
        let empty = Value::Object(serde_json::Map::new());
        return C::deserialize(&empty).or_else(|_| C::deserialize(&Value::Null)).map_err(|e| unreadable(&e));
    }
    C::deserialize(&config)
        .or_else(|first| {
            // A model without a configuration takes an empty one.
            let empty = config.as_object().is_some_and(serde_json::Map::is_empty);
            if empty { C::deserialize(&Value::Null) } else { Err(first) }
        })
        .map_err(|e| unreadable(&e))
}

#[cold]
fn unreadable(error: &serde_json::Error) -> Error {
    Error::invalid_argument(format!("the model's config is not what it takes: {error}"))
}
