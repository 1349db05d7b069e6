//! Making a session.

use std::future::IntoFuture;

use serde::Serialize;
use serde_json::Value;

use super::handle::Session;
use super::record::Record;
use super::store::NO_TENANT;
use crate::core::BoxFuture;
use crate::core::app::Genkit;
use crate::core::error::Result;

/// A session that is about to be made.
#[derive(Debug)]
#[must_use = "a session is made when it is awaited"]
pub struct CreateSession {
    ai: Genkit,
    id: Option<String>,
    tenant: String,
    state: Result<Option<Value>>,
}

impl CreateSession {
    pub(super) fn new(ai: Genkit) -> Self {
        Self { ai, id: None, tenant: NO_TENANT.to_owned(), state: Ok(None) }
    }

    /// Its id; a new one by default.
    pub fn id(mut self, id: impl Into<String>) -> Self {
        self.id = Some(id.into());
        self
    }

    /// Whose it is.
    pub fn tenant(mut self, tenant: impl Into<String>) -> Self {
        self.tenant = tenant.into();
        self
    }

    /// Its state to begin with.
    pub fn state(mut self, state: impl Serialize) -> Self {
        self.state = serde_json::to_value(state).map(Some).map_err(Into::into);
        self
    }
}

impl IntoFuture for CreateSession {
    /// # Errors
    /// A [`Conflict`](super::Conflict) if there is a session of this id.
    type Output = Result<Session>;
    type IntoFuture = BoxFuture<'static, Self::Output>;

    fn into_future(self) -> Self::IntoFuture {
        Box::pin(async move {
            let id = self.id.unwrap_or_else(|| self.ai.env().id());
            let session = Session::new(&self.ai, &self.tenant, &id)?;
            session.create(Record { state: self.state?, ..Record::default() }).await?;
            Ok(session)
        })
    }
}
