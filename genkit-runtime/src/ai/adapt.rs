//! Between what macros generate and the shapes on the wire: options read as their type, plain results wrapped.

use std::future::Future;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value};

use crate::core::BoxFuture;
use crate::core::error::{Error, Result};
use crate::core::schema;

/// The options of an action that takes none: whatever comes is accepted.
#[doc(hidden)]
#[derive(Clone, Copy, Debug, Default)]
pub struct NoOptions;

impl<'de> serde::Deserialize<'de> for NoOptions {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Self, D::Error> {
        serde::de::IgnoredAny::deserialize(deserializer).map(|_| NoOptions)
    }
}

impl JsonSchema for NoOptions {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "NoOptions".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::Schema::default()
    }
}

/// What can be the options of an action: every `DeserializeOwned + JsonSchema + 'static`.
#[doc(hidden)]
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be the options of an action",
    label = "not read from JSON, or without a schema",
    note = "options are read from JSON and described by a schema: `#[derive(Deserialize, JsonSchema)]`"
)]
pub trait ActionOptions: Sized {
    /// Reads them.
    fn read(given: RawOptions) -> Result<Self>;
    /// The schema that developer tools show, if there is something to say.
    fn schema() -> Option<Value>;
}

#[diagnostic::do_not_recommend]
impl<O: DeserializeOwned + JsonSchema + 'static> ActionOptions for O {
    fn read(given: RawOptions) -> Result<Self> {
        options(given.0)
    }

    fn schema() -> Option<Value> {
        custom_options::<O>()
    }
}

/// Options that are not read yet.
#[doc(hidden)]
#[derive(Clone, Debug, Default, serde::Deserialize)]
pub struct RawOptions(Option<Value>);

/// Options as their type; none given is an object without members, or nothing.
pub(crate) fn options<O: DeserializeOwned>(given: Option<Value>) -> Result<O> {
    let unreadable = |e: serde_json::Error| {
        Error::invalid_argument(format!("the options are not what the action takes: {e}"))
    };
    match given {
        Some(given) if given.as_object().is_none_or(|members| !members.is_empty()) && !given.is_null() => {
            O::deserialize(&given).map_err(unreadable)
        }
        _ => {
            let empty = Value::Object(Map::new());
            O::deserialize(&empty).or_else(|_| O::deserialize(&Value::Null)).map_err(unreadable)
        }
    }
}

/// Calls with options read, and makes an answer of what comes back.
pub(crate) fn with_options<O, T, R, F, Fut>(
    given: Option<Value>,
    call: F,
    wrap: impl FnOnce(T) -> R + Send + 'static,
) -> BoxFuture<'static, Result<R>>
where
    O: DeserializeOwned,
    F: FnOnce(O) -> Fut,
    Fut: Future<Output = Result<T>> + Send + 'static,
    T: Send,
    R: 'static,
{
    let future = options::<O>(given).map(call);
    Box::pin(async move { Ok(wrap(future?.await?)) })
}

/// The schema of options of this type, if there is something to say.
fn custom_options<O: JsonSchema + 'static>() -> Option<Value> {
    use std::any::TypeId;
    let silent = [TypeId::of::<()>(), TypeId::of::<NoOptions>(), TypeId::of::<Value>()];
    (!silent.contains(&TypeId::of::<O>())).then(schema::input::<O>)
}

/// Metadata of one kind: its type, what is known of it, the schema of its options.
pub(crate) fn metadata<O: JsonSchema + 'static>(
    kind: &str,
    mut inner: Map<String, Value>,
) -> Map<String, Value> {
    inner.extend(custom_options::<O>().map(|schema| ("customOptions".to_owned(), schema)));
    let mut metadata = Map::new();
    metadata.insert("type".to_owned(), kind.into());
    if !inner.is_empty() {
        metadata.insert(kind.to_owned(), inner.into());
    }
    metadata
}

/// What is known besides the schema of the options, under `info`.
pub(crate) fn with_info(mut metadata: Map<String, Value>, info: Map<String, Value>) -> Map<String, Value> {
    if !info.is_empty() {
        metadata.insert("info".to_owned(), info.into());
    }
    metadata
}
