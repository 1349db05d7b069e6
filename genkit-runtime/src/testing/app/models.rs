//! The models of a test, and what they were asked.

use std::sync::PoisonError;

use super::TestGenkit;
use crate::ai::model::ModelRequest;
use crate::ai::part::{Part, ToolResponse};
use crate::testing::fail::fail;
use crate::testing::model::{Reply, TestModel, echo, scripted};

impl TestGenkit {
    /// Makes the model `script` the default one, and has it say these replies, after those that it was given before.
    /// Replies that are not used are told by [`verify`](TestGenkit::verify).
    ///
    /// ```standalone_crate
    /// use genkit::prelude::*;
    ///
    /// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
    /// let ai = TestGenkit::new();
    /// ai.script(["Good morning!", "Good night!"]);
    /// let ask = serde_json::json!({"messages": [{"role": "user", "content": [{"text": "hi"}]}]});
    /// let first = ai.run_json("/model/script", ask.clone()).await?;
    /// assert_eq!(first["message"]["content"][0]["text"], "Good morning!");
    /// assert_eq!(ai.last_request().text(), "hi");
    ///
    /// ai.run_json("/model/script", ask.clone()).await?;
    /// let error = ai.run_json("/model/script", ask).await.unwrap_err();
    /// assert_eq!(error.status(), Status::OutOfRange);
    /// assert_eq!(
    ///     error.message(),
    ///     r#"the script of script has 2 replies; request 3 ends with the user message "hi""#
    /// );
    /// assert!(ai.verify().is_err());
    /// # Ok(()) }
    /// ```
    pub fn script<R: Into<Reply>>(&self, replies: impl IntoIterator<Item = R>) {
        let there = self.0.scripts.lock().unwrap_or_else(PoisonError::into_inner).get("script").cloned();
        match there {
            Some(script) => script.extend(replies.into_iter().map(Into::into)),
            None => self.use_model(scripted(replies)),
        }
    }

    /// Makes the model `echo` the default one; see [`echo`].
    pub fn echo(&self) {
        self.use_model(echo());
    }

    /// Puts a model in the place of whatever has its name, and makes it the default one.
    pub fn use_model(&self, model: TestModel) {
        let name = model.name().to_owned();
        let (action, script) = model.build(self.0.recorder.clone());
        self.registry().stand_in(action);
        self.registry().set_value("defaultModel", "defaultModel", name.clone().into());
        let mut scripts = self.0.scripts.lock().unwrap_or_else(PoisonError::into_inner);
        match script {
            Some(script) => {
                self.check_later(script.clone());
                scripts.insert(name, script);
            }
            None => {
                scripts.remove(&name);
            }
        }
    }

    /// What the models of this test were asked, oldest first.
    #[must_use]
    pub fn requests(&self) -> Vec<ModelRequest> {
        self.0.recorder.requests().clone()
    }

    /// How often they were asked.
    #[must_use]
    pub fn request_count(&self) -> usize {
        self.0.recorder.requests().len()
    }

    /// What they were asked last.
    ///
    /// # Panics
    /// If they were not asked yet.
    #[must_use]
    #[track_caller]
    pub fn last_request(&self) -> ModelRequest {
        let last = self.0.recorder.requests().last().cloned();
        match last {
            Some(request) => request,
            None => fail("no model of this test was asked yet"),
        }
    }

    /// What tools answered, as the last request tells it.
    ///
    /// # Panics
    /// If no model was asked yet.
    #[must_use]
    #[track_caller]
    pub fn tool_responses(&self) -> Vec<ToolResponse> {
        let request = self.last_request();
        let parts = request.messages.iter().flat_map(|message| &message.content);
        parts.filter_map(Part::as_tool_response).cloned().collect()
    }
}
