//! Whatever a client sends back as an interrupted conversation: an error, never a run that was not agreed to.
#![no_main]

use std::future::IntoFuture;

use genkit::prelude::*;
use genkit::{Messages, Resume};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|input: (&str, &str)| {
    let Ok(messages) = serde_json::from_str::<Messages>(input.0) else { return };
    let Ok(resume) = serde_json::from_str::<Resume>(input.1) else { return };
    let pay = Tool::builder("pay").handler(|_: serde_json::Value, ctx: Ctx| async move {
        assert!(ctx.resumed().is_some(), "ran without an answer");
        Ok("paid".to_owned())
    });
    let model =
        Model::builder("m").handler(|_: ModelRequest, _, _| async { Ok(ModelResponse::text("went on")) });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().build().unwrap();
    let ai = runtime.block_on(Genkit::builder().without_discovery().action(model).build()).unwrap();
    let call = ai.generate().model("m").messages(messages).tool(&pay).resume(resume);
    // Nothing was sealed here, so nothing that waits may go on.
    assert!(runtime.block_on(call.into_future()).is_err());
});
