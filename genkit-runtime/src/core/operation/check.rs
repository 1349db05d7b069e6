//! Asking after and stopping operations, whoever started them and wherever.

use std::time::Duration;

use serde_json::json;

use super::background::{cancel_key, check_key};
use super::{BackgroundAction, BackgroundModelHandle, Operation, SupportsCancel};
use crate::core::BoxFuture;
use crate::core::action::{Action, Run, RunOptions};
use crate::core::app::Genkit;
use crate::core::error::{Error, Result};
use crate::core::key::{ActionType, Key};

pub(super) async fn run_companion(
    ai: &Genkit,
    companion: &Action,
    operation: Operation,
    options: RunOptions,
) -> Result<Operation> {
    let run = companion.run_json(ai, serde_json::to_value(operation)?, options).await?;
    Ok(serde_json::from_value(run.result)?)
}

impl Genkit {
    /// The background model of this key (`/background-model/acme/video`) or name.
    ///
    /// # Errors
    /// What a plugin fails with while it is looked up.
    pub async fn lookup_background_model(&self, key: &str) -> Result<Option<BackgroundAction>> {
        let key = match key.parse::<Key>() {
            Ok(key) => key,
            Err(_) => Key::new(ActionType::BackgroundModel, key),
        };
        let Some(start) = self.lookup(&key).await? else { return Ok(None) };
        let Some(check) = self.lookup(&check_key(key.name())).await? else { return Ok(None) };
        let cancel = self.lookup(&cancel_key(key.name())).await?;
        Ok(Some(BackgroundAction { start, check, cancel }))
    }

    /// Asks how an operation stands, by the action that it names.
    ///
    /// # Errors
    /// `INVALID_ARGUMENT` if the operation names no action or one that is not here; what the check fails with.
    pub async fn check_operation<M>(&self, operation: &Operation<M>) -> Result<Operation<M>> {
        self.check_operation_with(operation, RunOptions::new()).await
    }

    /// The same with options, for example a context that holds a `config`.
    ///
    /// # Errors
    /// As [`check_operation`](Genkit::check_operation).
    pub async fn check_operation_with<M>(
        &self,
        operation: &Operation<M>,
        options: RunOptions,
    ) -> Result<Operation<M>> {
        let (_, background) = self.background_of(operation).await?;
        Ok(run_companion(self, &background.check, operation.clone().cast(), options).await?.cast())
    }

    /// Stops an operation, by the action that it names.
    ///
    /// # Errors
    /// As [`check_operation`](Genkit::check_operation); `UNIMPLEMENTED`
    /// `Background action {key} does not support cancellation.` if it cannot be stopped.
    pub async fn cancel_operation<M>(&self, operation: &Operation<M>) -> Result<Operation<M>> {
        self.cancel_operation_with(operation, RunOptions::new()).await
    }

    /// The same with options.
    ///
    /// # Errors
    /// As [`cancel_operation`](Genkit::cancel_operation).
    pub async fn cancel_operation_with<M>(
        &self,
        operation: &Operation<M>,
        options: RunOptions,
    ) -> Result<Operation<M>> {
        let (key, background) = self.background_of(operation).await?;
        let cancel = background.cancel.ok_or_else(|| {
            Error::unimplemented(format!("Background action {key} does not support cancellation."))
        })?;
        Ok(run_companion(self, &cancel, operation.clone().cast(), options).await?.cast())
    }

    async fn background_of<M>(&self, operation: &Operation<M>) -> Result<(String, BackgroundAction)> {
        let key = operation.action.clone().ok_or_else(|| {
            Error::invalid_argument("Provided operation is missing original request information")
        })?;
        match self.lookup_background_model(&key).await? {
            Some(background) => Ok((key, background)),
            None => Err(Error::invalid_argument(format!(
                "Failed to resolve background action from original request: {key}"
            ))),
        }
    }

    /// Starts an operation of a background model.
    ///
    /// # Errors
    /// What the start fails with.
    pub fn start<M: BackgroundModelHandle>(&self, input: M::Input) -> BoxFuture<'_, Result<Operation<M>>> {
        let run = Run::new::<M>(self.clone(), None, input);
        Box::pin(async move {
            let key = Key::new(M::DEF.action_type(), M::DEF.name()).to_string();
            Ok(Operation { action: Some(key), ..run.await? }.cast())
        })
    }
}

/// How to wait for an operation.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Wait {
    /// The pause before the first check; doubled after each, up to [`max_pause`](Wait::max_pause).
    pub pause: Duration,
    /// The longest pause between checks.
    pub max_pause: Duration,
    /// When to give up.
    pub deadline: Duration,
}

/// A first check after one second, pauses of up to 15 seconds, 30 minutes in all.
impl Default for Wait {
    fn default() -> Self {
        Self {
            pause: Duration::from_secs(1),
            max_pause: Duration::from_secs(15),
            deadline: Duration::from_secs(30 * 60),
        }
    }
}

impl<M> Operation<M> {
    /// Asks again and again, with growing pauses, until the operation is done.
    ///
    /// # Errors
    /// `DEADLINE_EXCEEDED` after 30 minutes, with the operation as it stood in the details; what the check fails with. An
    /// operation that ended with an error of its own is returned: see [`Operation::result`].
    pub async fn wait(self, ai: &Genkit) -> Result<Self> {
        self.wait_with(ai, Wait::default(), |_| {}).await
    }

    /// The same with other pauses, told of each state.
    ///
    /// # Errors
    /// As [`wait`](Operation::wait).
    pub async fn wait_with(
        mut self,
        ai: &Genkit,
        wait: Wait,
        mut progress: impl FnMut(&Operation<M>) + Send,
    ) -> Result<Self> {
        let begun = ai.env().elapsed();
        let mut pause = wait.pause;
        while !self.done {
            if ai.env().elapsed().saturating_sub(begun) >= wait.deadline {
                let state = serde_json::to_value(&self)?;
                return Err(Error::deadline_exceeded(format!("operation {} is not done yet", self.id))
                    .with_details(json!({"operation": state})));
            }
            ai.env().sleep(pause).await;
            pause = (pause * 2).min(wait.max_pause);
            self = ai.check_operation(&self).await?;
            progress(&self);
        }
        Ok(self)
    }

    /// Asks once how it stands.
    ///
    /// # Errors
    /// As [`Genkit::check_operation`].
    pub async fn check(&self, ai: &Genkit) -> Result<Self> {
        ai.check_operation(self).await
    }

    /// Stops it. Only there for operations whose model declares how.
    ///
    /// # Errors
    /// As [`Genkit::cancel_operation`].
    #[must_use]
    pub fn cancel<'a>(&'a self, ai: &'a Genkit) -> BoxFuture<'a, Result<Self>>
    where
        M: SupportsCancel,
    {
        Box::pin(ai.cancel_operation(self))
    }
}
