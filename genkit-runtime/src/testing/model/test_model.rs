//! A model of a test, whatever it answers.

use std::fmt;
use std::sync::Arc;

use super::reply::Reply;
use super::{Recorder, Script, echo as echoes};
use crate::ai::model::{Constrained, Model, ModelRequest, ModelResponse, ModelResponseChunk, ModelSupports};
use crate::core::action::Action;
use crate::core::ctx::Ctx;
use crate::core::error::Result;
use crate::core::stream::Chunks;

/// A model of a test: made by [`echo`], [`scripted`] or [`static_model`], put to use by
/// [`TestGenkit::use_model`](crate::testing::TestGenkit::use_model), or registered as any other
/// [action](TestModel::action).
#[must_use = "a model is used when it is given to a runtime: `ai.use_model(..)`"]
pub struct TestModel {
    name: String,
    supports: ModelSupports,
    answers: Answers,
    countdown: bool,
}

enum Answers {
    Echo,
    Static(Box<ModelResponse>),
    Script(Vec<Reply>),
}

/// A model named `echo` that says what it was asked, in two parts: `Echo: {the conversation}` and
/// `; config: {the configuration as JSON}`. A request for structured output fails with `INVALID_ARGUMENT`.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::testing::echo;
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = Genkit::builder().action(echo().action()).build().await?;
/// let request = serde_json::json!({
///     "messages": [{"role": "user", "content": [{"text": "hi"}]}],
///     "config": {"temperature": 0.5},
/// });
/// let answer = ai.run_json("/model/echo", request).await?;
/// assert_eq!(answer["message"]["content"][0]["text"], "Echo: hi");
/// assert_eq!(answer["message"]["content"][1]["text"], r#"; config: {"temperature":0.5}"#);
/// # Ok(()) }
/// ```
pub fn echo() -> TestModel {
    TestModel::new("echo", Answers::Echo)
}

/// A model named `script` that says one reply after the other; see [`reply`](crate::testing::reply). A request for which
/// none is left fails with `OUT_OF_RANGE`.
pub fn scripted<R: Into<Reply>>(replies: impl IntoIterator<Item = R>) -> TestModel {
    TestModel::new("script", Answers::Script(replies.into_iter().map(Into::into).collect()))
}

/// A model named `static` that always answers the same.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::testing::static_model;
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = TestGenkit::new();
/// ai.use_model(static_model(ModelResponse::text("42")).named("deep/thought"));
/// let answer = ai.run_json("/model/deep/thought", serde_json::json!({"messages": []})).await?;
/// assert_eq!(answer["message"]["content"][0]["text"], "42");
/// # Ok(()) }
/// ```
pub fn static_model(response: ModelResponse) -> TestModel {
    TestModel::new("static", Answers::Static(Box::new(response)))
}

impl TestModel {
    fn new(name: &str, answers: Answers) -> Self {
        let supports = ModelSupports {
            multiturn: Some(true),
            media: Some(true),
            tools: Some(true),
            system_role: Some(true),
            tool_choice: Some(true),
            constrained: Some(Constrained::All),
            ..ModelSupports::default()
        };
        Self { name: name.to_owned(), supports, answers, countdown: false }
    }

    /// Gives it another name, for example that of a real model for which it shall stand.
    pub fn named(mut self, name: impl Into<String>) -> Self {
        self.name = name.into();
        self
    }

    /// What it says it can do; without this all that concerns a request, context apart.
    pub fn supports(mut self, supports: ModelSupports) -> Self {
        self.supports = supports;
        self
    }

    /// Streams three chunks of text before each answer: `3`, `2`, `1`.
    pub fn countdown(mut self) -> Self {
        self.countdown = true;
        self
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The action, for a runtime that is no [`TestGenkit`](crate::testing::TestGenkit).
    #[must_use]
    pub fn action(self) -> Action {
        self.build(Recorder::default()).0
    }

    /// The action, which records what it is asked, and the script if it has one.
    pub(in crate::testing) fn build(self, recorder: Recorder) -> (Action, Option<Arc<Script>>) {
        let model = match self.answers {
            Answers::Echo => Answering::Echo(self.name.clone()),
            Answers::Static(response) => Answering::Static(response),
            Answers::Script(replies) => Answering::Script(Arc::new(Script::new(self.name.clone(), replies))),
        };
        let script = match &model {
            Answering::Script(script) => Some(script.clone()),
            _ => None,
        };
        let (model, countdown) = (Arc::new(model), self.countdown);
        let builder = Model::builder(self.name).label("Test model").supports(self.supports);
        let action = builder.handler(move |request: ModelRequest, ctx, out| {
            let (model, recorder) = (model.clone(), recorder.clone());
            async move {
                recorder.record(&request);
                if countdown {
                    echoes::count_down(&out).await?;
                }
                model.answer(&request, &ctx, &out).await
            }
        });
        (action, script)
    }
}

enum Answering {
    Echo(String),
    Static(Box<ModelResponse>),
    Script(Arc<Script>),
}

impl Answering {
    async fn answer(
        &self,
        request: &ModelRequest,
        ctx: &Ctx,
        out: &Chunks<ModelResponseChunk>,
    ) -> Result<ModelResponse> {
        match self {
            Answering::Echo(name) => echoes::answer(name, request),
            Answering::Static(response) => Ok((**response).clone()),
            Answering::Script(script) => script.answer(request, ctx, out).await,
        }
    }
}

impl fmt::Debug for TestModel {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "TestModel({})", self.name)
    }
}
