//! Schemas of types, made once each: a program asks for the same few types again and again.

use std::any::TypeId;
use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, LazyLock, OnceLock, PoisonError, RwLock};

use schemars::JsonSchema;
use serde_json::Value;

use super::Validator;
use crate::core::error::Result;

/// The schema of what a type is read from, and the check against it.
pub(crate) struct Known {
    schema: Value,
    validator: OnceLock<Validator>,
}

static KNOWN: LazyLock<RwLock<HashMap<TypeId, Arc<Known>>>> = LazyLock::new(RwLock::default);

/// What is known of a type.
pub(crate) fn known<T: JsonSchema + 'static>() -> Arc<Known> {
    let id = TypeId::of::<T>();
    if let Some(known) = KNOWN.read().unwrap_or_else(PoisonError::into_inner).get(&id) {
        return known.clone();
    }
    // Made outside of the lock: the schema of one type may ask for that of another.
    let made = Arc::new(Known { schema: super::input::<T>(), validator: OnceLock::new() });
    KNOWN.write().unwrap_or_else(PoisonError::into_inner).entry(id).or_insert(made).clone()
}

impl Known {
    pub(crate) fn schema(&self) -> &Value {
        &self.schema
    }

    /// Checks data against the schema.
    ///
    /// # Errors
    /// As [`Validator::check`].
    pub(crate) fn check(&self, data: &Value) -> Result<()> {
        self.validator.get_or_init(|| Validator::new(&self.schema)).check(data)
    }
}

impl fmt::Debug for Known {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.schema, f)
    }
}
