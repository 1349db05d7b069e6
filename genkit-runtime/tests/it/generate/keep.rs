//! A call that is kept state by state, and goes on in another runtime.

use std::sync::{Arc, Mutex};

use genkit::GenerateState;
use genkit::prelude::*;
use genkit::testing::reply;

use super::{broken, sum_of};

type Kept = Arc<Mutex<Vec<String>>>;

fn keep(kept: &Kept) -> impl Fn(GenerateState) -> std::future::Ready<Result<()>> + Send + Sync + 'static {
    let kept = kept.clone();
    move |state| {
        kept.lock().unwrap().push(serde_json::to_string(&state).unwrap());
        std::future::ready(Ok(()))
    }
}

#[genkit::test]
async fn a_call_goes_on_where_it_was_cut_off_and_runs_no_tool_twice(ai: TestGenkit) -> Result<()> {
    let kept = Kept::default();
    let add = ai.double::<sum_of>().returns(3);
    ai.script([reply().call::<sum_of>((1, 2)), reply().text("3")]);
    let whole = ai.generate().prompt("go").tools(tools![sum_of]).checkpoint(keep(&kept)).await?;
    assert_eq!((whole.text().as_str(), add.count()), ("3", 1));
    let states = kept.lock().unwrap().clone();
    assert_eq!(states.len(), 4, "before the first answer, after it, after the tool, after the last answer");

    for (at, left) in [(0, 1), (1, 1), (2, 0)] {
        let other = TestGenkit::new();
        let add = other.double::<sum_of>().returns(3);
        other.script([reply().call::<sum_of>((1, 2)), reply().text("3")].into_iter().skip(at.min(1)));
        let state: GenerateState = serde_json::from_str(&states[at]).unwrap();
        assert_eq!(other.generate().restore(state).await?.text(), "3");
        assert_eq!(add.count(), left, "state {at}");
    }
    Ok(())
}

#[genkit::test]
async fn what_is_not_registered_is_handed_in_again(ai: TestGenkit) -> Result<()> {
    let kept = Kept::default();
    let own = Tool::builder("own")
        .description("Of this call only")
        .handler(|_: (), _| async { Ok("mine".to_owned()) });
    ai.script([reply().call_named("own", serde_json::json!({})), reply().text("done")]);
    ai.generate().prompt("go").tool(&own).tools(tools![broken]).checkpoint(keep(&kept)).await?;
    let state: GenerateState = serde_json::from_str(&kept.lock().unwrap()[1]).unwrap();

    ai.script([reply().text("done")]);
    let error = ai.generate().restore(state.clone()).await.unwrap_err();
    assert_eq!(error.to_string(), "NOT_FOUND: Tool /tool/own not found");
    assert_eq!(ai.generate().restore(state).tool(&own).await?.text(), "done");
    Ok(())
}
