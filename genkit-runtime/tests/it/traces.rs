//! Traces as a test sees them, and trees that it expects.

use genkit::prelude::*;
use serde_json::json;

/// Fails if it is told to.
#[flow]
async fn cook(dish: String, ctx: Ctx) -> Result<String> {
    let name = dish.clone();
    ctx.step("buy", async { Ok::<_, Error>(()) }).await?;
    ctx.step(
        "heat the oven",
        async move { if name == "burnt" { Err(Error::aborted("smoke")) } else { Ok(name) } },
    )
    .await
}

/// Cooks twice.
#[flow]
async fn dinner(main: String, ctx: Ctx) -> Result<usize> {
    let starter = ctx.run::<cook>("soup".into()).await?;
    let main = ctx.run::<cook>(main).await?;
    Ok(starter.len() + main.len())
}

#[genkit::test]
async fn a_tree_is_expected_drawn_or_indented(ai: TestGenkit) -> Result<()> {
    ai.run::<dinner>("fish".into()).await?;
    ai.expect_trace(
        "
        flow dinner
        ├─ flow cook
        │  ├─ flowStep buy
        │  └─ flowStep heat the oven
        └─ flow cook
           ├─ flowStep buy
           └─ flowStep heat the oven
        ",
    );
    ai.expect_trace(
        "
        flow dinner
          flow cook
            flowStep buy
            flowStep heat the oven
          flow cook
            flowStep buy
            flowStep heat the oven
        ",
    );
    // What was printed can be pasted, times and all.
    ai.expect_trace(&ai.trace().to_string());
    Ok(())
}

#[genkit::test]
async fn differences_are_drawn(ai: TestGenkit) -> Result<()> {
    ai.run::<dinner>("fish".into()).await?;
    let error = ai
        .trace()
        .compare(
            "
            flow dinner
              flow cook
                flowStep heat the oven
              tool taste
              flow cook
                flowStep buy
                flowStep wash
                  flowStep dry
                flowStep heat the oven
            ",
        )
        .unwrap_err();
    assert_eq!(error.status(), Status::FailedPrecondition);
    assert_eq!(
        error.message(),
        "the trace is not as expected (`-` is missing, `+` was not expected):
  flow dinner
  ├─ flow cook
+ │  ├─ flowStep buy
  │  └─ flowStep heat the oven
- ├─ tool taste
  └─ flow cook
     ├─ flowStep buy
-    ├─ flowStep wash
-    │  └─ flowStep dry
     └─ flowStep heat the oven
"
    );
    Ok(())
}

#[genkit::test]
async fn failures_are_part_of_the_tree(ai: TestGenkit) -> Result<()> {
    ai.run::<cook>("burnt".into()).await.unwrap_err();
    ai.expect_trace(
        "
        flow cook ✗ smoke
        ├─ flowStep buy
        └─ flowStep heat the oven ✗ ABORTED
        ",
    );
    let error = ai.trace().compare("flow cook\n  flowStep buy\n  flowStep heat the oven ✗ fire").unwrap_err();
    assert_eq!(
        error.message(),
        "the trace is not as expected (`-` is missing, `+` was not expected):
- flow cook
- ├─ flowStep buy
- └─ flowStep heat the oven ✗ fire
+ flow cook ✗ ABORTED: smoke
+ ├─ flowStep buy
+ └─ flowStep heat the oven ✗ ABORTED: smoke
"
    );
    Ok(())
}

#[genkit::test]
async fn several_traces_stand_beside_each_other(ai: TestGenkit) -> Result<()> {
    ai.run::<cook>("soup".into()).await?;
    let run = ai.stream::<cook>("fish".into());
    let second = run.trace_id();
    run.output().await?;
    assert_eq!(ai.trace().len(), 6);
    ai.expect_trace("flow cook\n flowStep buy\n flowStep heat the oven\nflow cook\n flowStep buy\n flowStep heat the oven");
    ai.trace().of(second).expect("flow cook\n flowStep buy\n flowStep heat the oven");
    assert_eq!(ai.trace().of(second)[0].attribute("genkit:input").unwrap(), r#""fish""#);
    Ok(())
}

#[genkit::test]
async fn spans_can_be_looked_at(ai: TestGenkit) -> Result<()> {
    ai.run_json("/flow/cook", json!("soup")).await?;
    let trace = ai.trace();
    let root = trace.find("flow", "cook").unwrap();
    assert_eq!(root.attribute("genkit:output").unwrap(), r#""soup""#);
    assert_eq!(root.attribute("genkit:path").unwrap(), "/{cook,t:flow}");
    assert_eq!(root.start_ms, 1_767_225_600_000.0);
    assert!(trace.find("tool", "cook").is_none());
    Ok(())
}

#[genkit::test]
async fn what_is_no_tree_is_refused(ai: TestGenkit) -> Result<()> {
    ai.run::<cook>("soup".into()).await?;
    let error = ai.trace().compare("flow").unwrap_err();
    assert_eq!(error.to_string(), "INVALID_ARGUMENT: `flow` is not the kind and the name of a span");
    let error = ai.trace().compare("  flow a\nflow b").unwrap_err();
    assert_eq!(error.message(), "`flow b` stands further to the left than the first span");
    Ok(())
}

#[genkit::test]
async fn nothing_ran_is_an_empty_tree(ai: TestGenkit) -> Result<()> {
    ai.expect_trace("");
    let error = ai.trace().compare("flow cook").unwrap_err();
    assert!(error.message().ends_with("- flow cook\n"), "{error}");
    Ok(())
}
