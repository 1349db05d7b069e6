//! Background models made at run time.

use super::{ModelInfo, define};
use crate::core::action::Source;
use crate::core::key::ActionType;
use crate::core::operation::BackgroundBuilder;

/// Background models made at run time: what `#[background_model]` declares.
///
/// ```standalone_crate
/// use genkit::prelude::*;
/// use genkit::BackgroundModel;
///
/// # #[genkit::main(flavor = "current_thread")] async fn main() -> Result<()> {
/// let video = BackgroundModel::builder("acme/video")
///     .check(|op: Operation, _ctx| async move { Ok(op.with_output("a video")) })
///     .start(|_req: ModelRequest, _ctx| async move { Ok(Operation::new("op-1")) });
///
/// let ai = Genkit::builder().register_all(video).build().await?;
/// let model = ai.lookup_background_model("acme/video").await?.unwrap();
/// let operation = model.start(&ai, serde_json::json!({"messages": []})).await?;
/// assert!(ai.check_operation(&operation).await?.done);
/// # Ok(()) }
/// ```
#[derive(Debug)]
pub enum BackgroundModel {}

impl BackgroundModel {
    /// Starts a background model of this name.
    #[track_caller]
    pub fn builder(name: impl Into<String>) -> BackgroundBuilder {
        Self::with_info(name, &ModelInfo::default())
    }

    /// The same with what is known of it.
    #[track_caller]
    pub fn with_info(name: impl Into<String>, info: &ModelInfo) -> BackgroundBuilder {
        let mut builder = BackgroundBuilder::new(ActionType::BackgroundModel, name.into(), Source::here());
        if let Some(label) = &info.label {
            builder = builder.description(label.clone());
        }
        for (name, value) in define::info_metadata::<()>(info) {
            builder = builder.metadata(name, value);
        }
        builder
    }
}
