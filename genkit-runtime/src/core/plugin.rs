//! What a plugin is: a named source of actions, asked only when something of it is looked for.

use super::BoxFuture;
use super::action::Action;
use super::app::Genkit;
use super::error::Result;
use super::key::ActionType;

/// A source of actions that needs a configuration: a provider of models, a store, an evaluator.
///
/// Its actions bear its name: an action `chat` of the plugin `acme` becomes `acme/chat`.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::{Action, BoxFuture, Plugin};
///
/// struct Acme;
///
/// impl Plugin for Acme {
///     fn name(&self) -> &str {
///         "acme"
///     }
///
///     fn init<'a>(&'a self, _ai: &'a Genkit) -> BoxFuture<'a, Result<Vec<Action>>> {
///         Box::pin(async { Ok(vec![Flow::builder("double").handler(|n: i64, _| async move { Ok(n * 2) })]) })
///     }
/// }
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let ai = Genkit::builder().plugin(Acme).build().await?;
/// assert_eq!(ai.run_json("/flow/acme/double", 4.into()).await?, 8);
/// # Ok(()) }
/// ```
pub trait Plugin: Send + Sync + 'static {
    /// The name that its actions bear.
    fn name(&self) -> &str;

    /// The actions that it always has. Called once, when one of its actions is first looked for or all are listed.
    ///
    /// # Errors
    /// Whatever keeps the plugin from working, for example a missing key; the look-up fails with it.
    fn init<'a>(&'a self, ai: &'a Genkit) -> BoxFuture<'a, Result<Vec<Action>>> {
        let _ = ai;
        Box::pin(async { Ok(Vec::new()) })
    }

    /// An action that is not there yet, for example a model that the provider has and the plugin did not list.
    ///
    /// # Errors
    /// As [`init`](Plugin::init).
    fn resolve<'a>(
        &'a self,
        ai: &'a Genkit,
        action_type: ActionType,
        name: &'a str,
    ) -> BoxFuture<'a, Result<Vec<Action>>> {
        let _ = (ai, action_type, name);
        Box::pin(async { Ok(Vec::new()) })
    }

    /// What could be resolved, described as [`Action::describe`] does, for developer tools.
    ///
    /// # Errors
    /// As [`init`](Plugin::init).
    fn list<'a>(&'a self, ai: &'a Genkit) -> BoxFuture<'a, Result<Vec<serde_json::Value>>> {
        let _ = ai;
        Box::pin(async { Ok(Vec::new()) })
    }
}
