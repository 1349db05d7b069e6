//! Evaluators: scores for the outputs of a data set.

use std::future::Future;
use std::sync::Arc;

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};

use super::adapt::{ActionOptions, metadata, options};
use super::outputs::EvaluatorOutput;
use crate::core::BoxFuture;
use crate::core::action::{Action, ActionBuilder, Handle, Running, open_step};
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};
use crate::core::key::ActionType;
use crate::core::trace::SpanKind;

/// One case of a data set.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EvalCase {
    /// What was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input: Option<Value>,
    /// What came of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub output: Option<Value>,
    /// What it was answered from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub context: Option<Vec<Value>>,
    /// What should have come of it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reference: Option<Value>,
    /// Its id; one is made where it has none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub test_case_id: Option<String>,
    /// The traces of the runs that made the output.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace_ids: Option<Vec<String>>,
}

/// What an evaluator is asked.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EvalRequest {
    /// The cases.
    pub dataset: Vec<EvalCase>,
    /// The id of the run that they belong to.
    pub eval_run_id: String,
    /// Options of this evaluator.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub options: Option<Value>,
    /// How many cases are scored at once; one by default.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub batch_size: Option<usize>,
}

/// The scores of an [`EvalRequest`], in its order.
pub type EvalResponse = Vec<EvalResult>;

/// The scores of one case.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct EvalResult {
    /// The place of the case in the data set.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sample_index: Option<usize>,
    /// The id of the case.
    pub test_case_id: String,
    /// The trace of the scoring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub trace_id: Option<String>,
    /// The span of the scoring.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span_id: Option<String>,
    /// The score, or several.
    pub evaluation: Scores,
}

/// One score or several.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(untagged)]
pub enum Scores {
    /// One.
    One(Score),
    /// Several, told apart by their ids.
    Many(Vec<Score>),
}

impl Default for Scores {
    fn default() -> Self {
        Scores::One(Score::default())
    }
}

impl From<Score> for Scores {
    fn from(score: Score) -> Self {
        Scores::One(score)
    }
}

impl From<Vec<Score>> for Scores {
    fn from(scores: Vec<Score>) -> Self {
        Scores::Many(scores)
    }
}

/// One score.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Score {
    /// Tells it from others of the same case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// A number, a string or a truth value.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schemars(extend("type" = ["number", "string", "boolean", "null"]))]
    pub score: Option<Value>,
    /// Whether the case passed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub status: Option<EvalStatus>,
    /// Why it could not be scored.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Whatever else is known, by custom a `reasoning`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub details: Option<Map<String, Value>>,
}

impl Score {
    /// A score.
    #[must_use]
    pub fn new(score: impl Into<Value>) -> Self {
        Self { score: Some(score.into()), ..Self::default() }
    }

    /// The same with whether the case passed.
    #[must_use]
    pub fn passed(mut self, passed: bool) -> Self {
        self.status = Some(if passed { EvalStatus::Pass } else { EvalStatus::Fail });
        self
    }
}

/// Whether a case passed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "UPPERCASE")]
pub enum EvalStatus {
    /// Nobody can say.
    Unknown,
    /// It passed.
    Pass,
    /// It did not.
    Fail,
}

/// The handle of an evaluator.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not an evaluator",
    label = "not the handle of an evaluator",
    note = "annotate the function with `#[evaluator]`"
)]
pub trait EvaluatorHandle: Handle<Input = EvalRequest, Output = EvalResponse> {
    /// The options that its function takes.
    type Options: ActionOptions;
    /// What its function returns.
    type Returned: EvaluatorOutput;
}

fn described<O: JsonSchema + 'static>(name: &str, definition: &str, is_billed: bool) -> Map<String, Value> {
    let inner = json!({
        "evaluatorIsBilled": is_billed,
        "evaluatorDisplayName": name,
        "evaluatorDefinition": definition,
    });
    metadata::<O>("evaluator", inner.as_object().cloned().unwrap_or_default())
}

/// Scores a data set, batch after batch, the cases of a batch at once, each in a span and with a
/// context of its own.
#[allow(clippy::manual_async_fn, reason = "the future must be known to be Send")]
pub(crate) fn evaluator<O, S, F, Fut>(
    request: EvalRequest,
    ctx: Ctx,
    call: F,
) -> BoxFuture<'static, Result<EvalResponse>>
where
    O: DeserializeOwned + Send,
    S: Into<Scores> + Send,
    F: Fn(EvalCase, O, Ctx) -> Fut + Send + 'static,
    Fut: Future<Output = Result<S>> + Send + 'static,
{
    Box::pin(async move {
        let batch = request.batch_size.unwrap_or(1).max(1);
        let mut results = Vec::with_capacity(request.dataset.len());
        let mut cases = request.dataset.into_iter().enumerate().peekable();
        while cases.peek().is_some() {
            let mut running = Vec::with_capacity(batch);
            for (index, mut case) in cases.by_ref().take(batch) {
                let id = case.test_case_id.get_or_insert_with(|| ctx.ai().env().id()).clone();
                let name = format!("Test Case {id}");
                let shown = ctx.span().is_recording().then(|| json!({"input": case}).to_string());
                let below = open_step(&ctx, &name, SpanKind::FlowStep, shown);
                below.span().set_metadata("evaluator:evalRunId", request.eval_run_id.as_str());
                let (trace_id, span_id) = (below.trace_id().to_string(), below.span().span_id().to_string());
                let future =
                    options::<O>(request.options.clone()).map(|options| call(case, options, below.clone()));
                let scored = Box::pin(async move { Ok(future?.await?.into()) });
                let running_case = Running::<Scores>::new(below, &name, scored);
                running.push(async move {
                    let evaluation = running_case.await.unwrap_or_else(|e| failed(&id, &e));
                    EvalResult {
                        sample_index: Some(index),
                        test_case_id: id,
                        trace_id: Some(trace_id),
                        span_id: Some(span_id),
                        evaluation,
                    }
                });
            }
            results.extend(futures_util::future::join_all(running).await);
        }
        Ok(results)
    })
}

fn failed(id: &str, error: &Error) -> Scores {
    Scores::One(Score {
        error: Some(format!("Evaluation of test case {id} failed: \n{error}")),
        status: Some(EvalStatus::Fail),
        ..Score::default()
    })
}

/// Evaluators made at run time: what `#[evaluator]` declares.
#[derive(Debug)]
pub enum Evaluator {}

impl Evaluator {
    /// Starts an evaluator of this name.
    #[track_caller]
    pub fn builder(name: impl Into<String>) -> EvaluatorBuilder {
        let name = name.into();
        EvaluatorBuilder {
            action: ActionBuilder::new(ActionType::Evaluator, name.clone()),
            display_name: name,
            definition: String::new(),
            is_billed: true,
        }
    }
}

/// Builds an evaluator.
#[derive(Debug)]
#[must_use = "a builder makes an evaluator when it is given a handler"]
pub struct EvaluatorBuilder {
    action: ActionBuilder,
    display_name: String,
    definition: String,
    is_billed: bool,
}

impl EvaluatorBuilder {
    /// The name shown to people.
    pub fn display_name(mut self, name: impl Into<String>) -> Self {
        self.display_name = name.into();
        self
    }

    /// What it measures, in words.
    pub fn definition(mut self, definition: impl Into<String>) -> Self {
        self.definition = definition.into();
        self
    }

    /// False if scoring costs nothing.
    pub fn is_billed(mut self, is_billed: bool) -> Self {
        self.is_billed = is_billed;
        self
    }

    /// The evaluator with this function, called for each case.
    pub fn handler<O, S, F, Fut>(self, handler: F) -> Action
    where
        O: DeserializeOwned + JsonSchema + Send + 'static,
        S: Into<Scores> + Send + 'static,
        F: Fn(EvalCase, O, Ctx) -> Fut + Send + Sync + 'static,
        Fut: Future<Output = Result<S>> + Send + 'static,
    {
        let mut action = self.action;
        for (name, value) in described::<O>(&self.display_name, &self.definition, self.is_billed) {
            action = action.metadata(name, value);
        }
        let handler = Arc::new(handler);
        action.handler(move |request: EvalRequest, ctx: Ctx| {
            let handler = handler.clone();
            evaluator(request, ctx, move |case, options, below| handler(case, options, below))
        })
    }
}
