//! What reaches models and callers, where Genkit's wire is particular.

use genkit::prelude::*;
use genkit::testing::{Reply, reply};
use genkit::{GenerateDefaults, GenerateStream, ModelSupports, ToolErrors};
use serde_json::{Value, json};

use super::{broken, sum_of};

/// Each chunk's output, as it comes.
async fn outputs(mut answer: GenerateStream) -> Result<Vec<Value>> {
    let mut outputs = Vec::new();
    while let Some(chunk) = answer.next().await {
        outputs.push(answer.chunk_output(&chunk?).unwrap_or_default());
    }
    answer.response().await?;
    Ok(outputs)
}

fn in_chunks(chunks: &[&str]) -> Reply {
    reply().text(chunks.concat()).chunks(chunks.iter().copied())
}

#[genkit::test]
async fn a_chunk_gives_the_items_that_it_completes(ai: TestGenkit) -> Result<()> {
    ai.script([in_chunks(&["[{\"a\":1},", "{\"a\"", ":2},{\"a\":3}]"])]);
    let array = outputs(ai.generate().prompt("go").output_format("array").stream()).await?;
    assert_eq!(array, [json!([{"a": 1}]), json!([]), json!([{"a": 2}, {"a": 3}])]);

    // What is no object is given again until an object follows.
    ai.script([in_chunks(&["[1,", "2,", "{},3", ",4]"])]);
    let array = outputs(ai.generate().prompt("go").output_format("array").stream()).await?;
    assert_eq!(array, [json!([1]), json!([1, 2]), json!([1, 2, {}]), json!([3, 4])]);

    // A line is given again until it ends.
    ai.script([in_chunks(&["{\"a\":1}", "\n{\"a\":2}\n", "{\"a\":3}"])]);
    let lines = outputs(ai.generate().prompt("go").output_format("jsonl").stream()).await?;
    assert_eq!(lines, [json!([{"a": 1}]), json!([{"a": 1}, {"a": 2}]), json!([{"a": 3}])]);
    Ok(())
}

#[genkit::test]
async fn a_chunk_gives_what_its_format_can_read(ai: TestGenkit) -> Result<()> {
    ai.script([in_chunks(&["{\"dish\": \"fish ", "soup\"}"])]);
    let json = outputs(ai.generate().prompt("go").output_format("json").stream()).await?;
    assert_eq!(json, [json!({"dish": "fish"}), json!({"dish": "fish soup"})]);

    ai.script([in_chunks(&["fish ", "soup"])]);
    let text = outputs(ai.generate().prompt("go").output_format("text").stream()).await?;
    assert_eq!(text, ["fish ", "soup"]);

    ai.script([in_chunks(&["R", "ED"])]);
    let word = outputs(ai.generate().prompt("go").output_format("enum").stream()).await?;
    assert_eq!(word, [Value::Null, Value::Null]);
    Ok(())
}

#[genkit::test]
async fn chunks_belong_to_the_message_that_comes(ai: TestGenkit) -> Result<()> {
    let mut odd = ModelResponseChunk::text("b");
    (odd.role, odd.index, odd.aggregated) = (Some(Role::Tool), Some(9), Some(true));
    ai.script([
        reply().call::<sum_of>((1, 2)).chunks([ModelResponseChunk::text("a"), odd]),
        reply().call::<sum_of>((1, 2)).chunks(Vec::<ModelResponseChunk>::new()),
        reply().text("c").chunks(["c"]),
    ]);
    let mut answer = ai.generate().prompt("go").tools(tools![sum_of]).stream();
    let mut seen = Vec::new();
    while let Some(chunk) = answer.next().await {
        let chunk = chunk?;
        assert_eq!(chunk.aggregated, None);
        seen.push((chunk.role.unwrap(), chunk.index.unwrap(), answer.text().to_owned()));
    }
    let (model, tool) = (Role::Model, Role::Tool);
    let expected = [(model, 0, "a"), (model, 0, "ab"), (tool, 1, "ab"), (tool, 2, ""), (model, 3, "c")];
    assert_eq!(seen, expected.map(|(role, index, text)| (role, index, text.to_owned())));
    Ok(())
}

#[genkit::test]
async fn every_message_of_the_model_notes_its_form(ai: TestGenkit) -> Result<()> {
    ai.script([reply().call::<sum_of>((1, 2)), reply().text("{}")]);
    let answer = ai.generate().prompt("go").tools(tools![sum_of]).output_format("json").await?;
    let form = json!({"output": {"contentType": "application/json", "format": "json"}});
    let messages = answer.messages();
    let noted = messages.iter().map(|m| m.metadata.as_ref().and_then(|m| m.get("generate")));
    assert_eq!(noted.collect::<Vec<_>>(), [None, Some(&form), None, Some(&form)]);
    Ok(())
}

#[genkit::test]
async fn a_failing_tool_is_told_whole(ai: TestGenkit) -> Result<()> {
    let _double = ai.double::<broken>().computes(|_| {
        Err(Error::public(Status::PermissionDenied, "not yours").with_details(json!({"row": 7})))
    });
    ai.script([reply().call::<sum_of>((1, 2)).call::<broken>(())]);
    let call = ai.generate().prompt("go").tools(tools![sum_of, broken]).tool_errors(ToolErrors::Fail);
    let error = call.await.unwrap_err();
    assert_eq!(error.to_string(), "PERMISSION_DENIED: not yours");
    assert!(error.is_public());
    let details = error.details().unwrap();
    assert_eq!(details["row"], 7);
    assert_eq!(details["toolResponses"][0]["toolResponse"]["output"], 3, "the others' answers are not lost");
    Ok(())
}

#[genkit::test]
async fn a_whole_number_is_an_integer(ai: TestGenkit) -> Result<()> {
    ai.script([reply().call_named("sum_of", json!({"a": 1.0, "b": 2e1})), reply().text("[3.0]")]);
    let answer = ai.generate().prompt("go").tools(tools![sum_of]).output::<Vec<i64>>().await?;
    assert_eq!(ai.tool_responses()[0].output, Some(json!(21)));
    assert_eq!(answer.into_output()?, [3]);
    Ok(())
}

/// A runtime with a model that says how many parts the first message had.
async fn counting(takes_documents: bool, defaults: GenerateDefaults) -> Result<Genkit> {
    let supports = ModelSupports { context: Some(takes_documents), ..ModelSupports::default() };
    let model = Model::builder("m").supports(supports).handler(|req: ModelRequest, _, _| async move {
        Ok(ModelResponse::text(format!("{} parts", req.messages[0].content.len())))
    });
    let builder = Genkit::builder().without_discovery().generate_defaults(defaults);
    builder.action(model).default_model("m").build().await
}

#[tokio::test]
async fn documents_go_into_messages_only_for_models_that_do_not_take_them() -> Result<()> {
    let (ours, js) = (GenerateDefaults::default(), GenerateDefaults::as_genkit_js());
    for (takes, defaults, seen, kept) in
        [(false, ours, 2, 1), (false, js, 2, 2), (true, ours, 1, 1), (true, js, 1, 1)]
    {
        let ai = counting(takes, defaults).await?;
        let answer = ai.generate().prompt("what?").docs(["fact"]).await?;
        assert_eq!(answer.text(), format!("{seen} parts"));
        assert_eq!(answer.messages()[0].content.len(), kept);
    }
    Ok(())
}

#[tokio::test]
async fn no_list_is_an_empty_one_only_as_genkit_js_has_it() -> Result<()> {
    for format in ["array", "jsonl"] {
        let list = |ai: &Genkit| ai.generate().prompt("go").output_format(format);
        let answer = list(&counting(false, GenerateDefaults::as_genkit_js()).await?).await?;
        assert_eq!(answer.output_json(), Some(&json!([])));
        let answer = list(&counting(false, GenerateDefaults::default()).await?).await?;
        assert_eq!(answer.output_json(), Some(&Value::Null));
    }
    Ok(())
}
