//! A model's configuration, typed at the model's door.

use std::any::{Any, TypeId};

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::ModelRequest;
use crate::core::BoxFuture;
use crate::core::error::{Error, Result};

/// Tells the configuration of a request type.
#[diagnostic::on_unimplemented(
    message = "a model takes a `ModelRequest`, not a `{Self}`",
    label = "not a `ModelRequest`",
    note = "write `ModelRequest` or, with a typed configuration, `ModelRequest<MyConfig>`"
)]
#[doc(hidden)]
pub trait HasConfig {
    /// The configuration.
    type Config;
}

impl<C> HasConfig for ModelRequest<C> {
    type Config = C;
}

/// Calls a model with its configuration read as the type that it takes.
#[doc(hidden)]
pub fn with_config<C, T, F>(request: ModelRequest, call: F) -> BoxFuture<'static, Result<T>>
where
    C: DeserializeOwned + 'static,
    T: Send + 'static,
    F: FnOnce(ModelRequest<C>) -> BoxFuture<'static, Result<T>>,
{
    let (config, rest) = request.split();
    match read::<C>(config) {
        Ok(config) => call(rest.with_config(config)),
        Err(error) => Box::pin(std::future::ready(Err(error))),
    }
}

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
