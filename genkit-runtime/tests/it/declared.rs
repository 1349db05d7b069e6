//! What the macros declare: what developer tools are told, how actions run one another, and where that is traced.

use genkit::prelude::*;
use genkit::trace::{SpanRecord, TraceSink};
use genkit::{EvalCase, Score};
use serde_json::{Value, json};

/// Adds two numbers.
#[tool]
async fn add(a: i64, b: i64) -> Result<i64> {
    Ok(a + b)
}

/// Adds a little.
#[tool(effect = "read", title = "Increment", tags("maths", "small"), metadata(team = "a", cost = -1.5))]
async fn increment(n: i64, #[serde(default)] by: Option<i64>) -> Result<i64> {
    Ok(n + by.unwrap_or(1))
}

/// The answer.
#[tool]
async fn answer() -> i64 {
    42
}

/// Runs tools, each with what it takes, and one of them in a step.
#[flow]
async fn sum(n: i64, ctx: Ctx) -> Result<i64> {
    let two = ctx.run::<add>((n, 1)).await?;
    let inside = ctx.clone();
    let three = ctx
        .step("more", async move {
            let inner = inside.clone();
            inside.step("and more", async move { inner.run::<increment>((two, Some(1))).await }).await
        })
        .await?;
    Ok(three + ctx.run::<answer>(()).await?)
}

#[genkit::test]
async fn actions_run_one_another_with_their_arguments_below_the_step_they_are_in(
    ai: TestGenkit,
) -> Result<()> {
    assert_eq!(ai.run::<sum>(1).await?, 45);
    ai.expect_trace(
        "
        flow sum
          tool add
          flowStep more
            flowStep and more
              tool increment
          tool answer
        ",
    );
    assert_eq!(ai.run::<add>((1, 2)).await?, 3);
    Ok(())
}

#[genkit::test]
async fn steps_of_other_runs_are_no_parents(ai: TestGenkit) -> Result<()> {
    /// Waits in a step while another flow runs.
    #[flow]
    async fn outer(ctx: Ctx) -> Result<i64> {
        let other = ctx.ai().clone();
        // A task of its own, outside of the step.
        let below = ctx.run::<sum>(1);
        ctx.step("wait", async move { other.run::<answer>(()).await }).await?;
        below.await
    }
    ai.run::<outer>(()).await?;
    ai.expect_trace(
        "
        flow outer
          flowStep wait
            tool answer
          flow sum
            tool add
            flowStep more
              flowStep and more
                tool increment
            tool answer
        ",
    );
    Ok(())
}

/// Scores by a flow.
#[evaluator(is_billed = false)]
async fn politeness(case: EvalCase, ctx: Ctx) -> Result<Score> {
    let said = case.output.and_then(|output| output.as_str().map(str::len)).unwrap_or_default();
    let n = ctx.run::<add>((i64::try_from(said).unwrap_or_default(), 0)).await?;
    Ok(Score::new(n))
}

#[genkit::test]
async fn each_case_of_an_evaluation_has_a_context_below_its_own_span(ai: TestGenkit) -> Result<()> {
    let request = json!({"evalRunId": "e", "batchSize": 2, "dataset": [
        {"testCaseId": "one", "output": "hm"},
        {"testCaseId": "two", "output": "please"},
    ]});
    let scores = ai.run_json("/evaluator/politeness", request).await?;
    assert_eq!(scores[1]["evaluation"]["score"], 6);
    ai.expect_trace(
        "
        evaluator politeness
          flowStep Test Case one
            tool add
          flowStep Test Case two
            tool add
        ",
    );
    Ok(())
}

#[model(
    name = "labelled/parrot",
    label = "The Parrot",
    supports(multiturn, output("text")),
    stage = "stable",
    versions("1", "2")
)]
async fn parrot(_request: ModelRequest) -> Result<ModelResponse> {
    Ok(ModelResponse::text("hello"))
}

#[model]
async fn nameless(_request: ModelRequest) -> Result<ModelResponse> {
    Ok(ModelResponse::text("hello"))
}

async fn told(ai: &Genkit, key: &str) -> Result<Value> {
    Ok(ai.action(key).await?.describe())
}

#[genkit::test]
async fn what_is_said_in_attributes_is_what_developer_tools_are_told(ai: TestGenkit) -> Result<()> {
    let parrot = told(&ai, "/model/labelled/parrot").await?;
    assert_eq!(parrot["description"], "The Parrot");
    assert_eq!(told(&ai, "/model/nameless").await?["description"], "nameless");
    assert_eq!(
        parrot["metadata"],
        json!({"model": {
            "label": "The Parrot",
            "versions": ["1", "2"],
            "supports": {
                "multiturn": true, "media": false, "tools": false, "systemRole": false, "context": false,
                "toolChoice": false, "output": ["text"],
            },
            "stage": "stable",
        }})
    );
    assert_eq!(told(&ai, "/tool/add").await?["metadata"], json!({"type": "tool"}));
    assert_eq!(
        told(&ai, "/tool/increment").await?["metadata"],
        json!({
            "type": "tool",
            "tool": {"effect": "read", "title": "Increment"},
            "team": "a",
            "cost": -1.5,
            "tags": ["maths", "small"],
        })
    );
    Ok(())
}

#[genkit::test]
async fn parameters_are_properties_as_their_types_and_attributes_say(ai: TestGenkit) -> Result<()> {
    let schema = told(&ai, "/tool/increment").await?["inputSchema"].clone();
    assert_eq!(schema["required"], json!(["n"]), "{schema}");
    assert_eq!(schema["properties"]["n"]["type"], "integer");

    /// Looks for a dish.
    #[tool]
    async fn find(
        /// A part of its name
        name: Option<String>,
        tags: Vec<String>,
    ) -> Result<usize> {
        Ok(name.map_or(0, |name| name.len()) + tags.len())
    }
    let schema = genkit::Action::of::<find>().input_schema().cloned().unwrap_or_default();
    assert_eq!(
        schema,
        json!({
            "type": "object",
            "properties": {
                "name": {"description": "A part of its name", "type": ["string", "null"]},
                "tags": {"type": "array", "items": {"type": "string"}},
            },
            "required": ["tags"],
            "$schema": "http://json-schema.org/draft-07/schema#",
        })
    );
    assert_eq!(ai.run_json("/tool/find", json!({"tags": ["a"]})).await?, 1);
    assert_eq!(ai.run::<find>((Some("soup".into()), Vec::new())).await?, 4);
    Ok(())
}

/// Notes the names of spans.
struct Names(std::sync::mpsc::Sender<String>);

impl TraceSink for Names {
    fn span_ended(&self, span: &SpanRecord) {
        let _ = self.0.send(span.name.clone());
    }
}

#[genkit::test]
async fn a_child_is_traced_where_its_parent_is_unless_it_says_where() -> Result<()> {
    let (sender, heard) = std::sync::mpsc::channel();
    let parent = Genkit::builder().trace_sink(Names(sender)).build().await?;
    let child = Genkit::builder().parent(&parent).without_discovery().build().await?;
    child.run::<answer>(()).await?;
    assert_eq!(heard.try_recv().as_deref(), Ok("answer"));

    let (sender, own) = std::sync::mpsc::channel();
    child.add_trace_sink(Names(sender));
    child.run::<answer>(()).await?;
    assert_eq!(own.try_recv().as_deref(), Ok("answer"));
    assert!(heard.try_recv().is_err());
    parent.run::<answer>(()).await?;
    assert!(own.try_recv().is_err());
    Ok(())
}
