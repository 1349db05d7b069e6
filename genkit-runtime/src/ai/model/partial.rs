//! An answer that broke off: an error that carries what there was.

use serde::Deserialize;
use serde_json::json;

use super::ModelResponse;
use crate::core::error::Error;

impl Error {
    /// The same with what a model had said before it broke off: `details` get the members `partial` (the response so
    /// far, without a finish reason) and, where it is known, `usage`.
    ///
    /// ```
    /// use genkit::{Error, ModelResponse};
    /// let error = Error::unavailable("the connection broke").with_partial(&ModelResponse::text("Once upon"));
    /// assert_eq!(error.partial().unwrap().message.unwrap().text(), "Once upon");
    /// ```
    #[must_use]
    pub fn with_partial(self, response: &ModelResponse) -> Self {
        let mut details = self.details().filter(|d| d.is_object()).cloned().unwrap_or_else(|| json!({}));
        if let Some(details) = details.as_object_mut() {
            let partial = ModelResponse { finish_reason: None, ..response.clone() };
            details.insert("partial".to_owned(), json!(partial));
            if let Some(usage) = &response.usage {
                details.insert("usage".to_owned(), json!(usage));
            }
        }
        self.with_details(details)
    }

    /// What a model had said before it broke off, if this is such an error.
    #[must_use]
    pub fn partial(&self) -> Option<ModelResponse> {
        ModelResponse::deserialize(self.details()?.get("partial")?).ok()
    }
}
