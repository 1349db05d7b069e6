//! The helpers that an application registered.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;

use super::{Builtin, Helper};
use crate::error::{Error, ErrorKind, Result};

#[derive(Clone, Default)]
pub(crate) struct Helpers(BTreeMap<String, Arc<dyn Helper>>);

impl Helpers {
    pub(crate) fn define(&mut self, name: &str, helper: Arc<dyn Helper>) -> Result<()> {
        if Builtin::of(name).is_some() {
            let message = format!("the helper `{name}` is built in and cannot be replaced");
            return Err(Error::new(ErrorKind::Helper, message).about(name));
        }
        self.0.insert(name.to_owned(), helper);
        Ok(())
    }

    pub(crate) fn get(&self, name: &str) -> Option<&dyn Helper> {
        self.0.get(name).map(AsRef::as_ref)
    }

    pub(crate) fn names(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

impl fmt::Debug for Helpers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_set().entries(self.0.keys()).finish()
    }
}
