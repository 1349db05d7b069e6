//! Prompts run, with what a caller says besides.

use genkit::testing::MemoryTraces;
use genkit::{Message, Messages, Prompt, Status};

use super::*;

fn history() -> Messages {
    [Message::user("earlier")].into_iter().collect()
}

#[tokio::test]
async fn what_the_caller_says_goes_over_what_the_prompt_says() {
    let ai = with([greet()]).await;
    let call = ai.prompt("greet").unwrap().run(json!({"name": "Ada"}));
    let call = call.model("other").config(json!({"topK": 4})).max_turns(1).output_format("text");
    let options = call.render().await.unwrap();
    assert_eq!(options.model.as_deref(), Some("other"));
    assert_eq!(options.config, Some(json!({"temperature": 0.3, "topK": 4})));
    assert_eq!(options.max_turns, Some(1));
    assert_eq!(options.output.unwrap().format.as_deref(), Some("text"));
}

#[tokio::test]
async fn the_conversation_goes_where_the_prompt_puts_it() {
    let with_place = Prompt::builder("placed")
        .template(r#"{{role "system"}}s{{history}}{{role "user"}}q"#)
        .build()
        .unwrap();
    let parts = Prompt::builder("parts").system("s").prompt("q").build().unwrap();
    let fixed =
        Prompt::builder("fixed").system("s").messages(vec![Message::user("f")]).prompt("q").build().unwrap();
    let ai = with([greet(), with_place, parts, fixed]).await;
    let rendered = async |name: &str| {
        let call = ai.prompt(name).unwrap().run(json!({"name": "Ada"})).messages(history());
        call.render().await.unwrap().messages
    };
    let texts = |messages: &Messages| messages.iter().map(Message::text).collect::<Vec<_>>();
    assert_eq!(texts(&rendered("greet").await), ["Be warm.", "earlier", "Greet Ada."]);
    assert_eq!(texts(&rendered("parts").await), ["s", "earlier", "q"]);
    assert_eq!(texts(&rendered("fixed").await), ["s", "f", "q"]);
    let placed = rendered("placed").await;
    assert_eq!(texts(&placed), ["s", "earlier", "q"]);
    assert_eq!(placed[1].metadata.as_ref().unwrap()["purpose"], "history");
}

#[tokio::test]
async fn a_prompt_is_run_and_streamed() {
    let ai = with([greet()]).await;
    let prompt = ai.prompt("greet").unwrap();
    assert_eq!(prompt.run(json!({"name": "Ada"})).await.unwrap().text(), "system: Be warm.\nGreet Ada.");
    let mut stream = prompt.stream(json!({"name": "Bo"}));
    while let Some(chunk) = stream.next().await {
        chunk.unwrap();
    }
    assert_eq!(stream.response().await.unwrap().text(), "system: Be warm.\nGreet Bo.");
    // What the call says itself stands around the prompt.
    let around = prompt.run(json!({"name": "Cy"})).system("First.").prompt("Last.").await.unwrap();
    assert_eq!(around.text(), "system: First.\nsystem: Be warm.\nGreet Cy.\nLast.");
}

#[tokio::test]
async fn a_call_checks_its_input_and_names_what_is_missing() {
    let ai = with([greet()]).await;
    let error = ai.prompt("greet").unwrap().run(json!({"name": 7})).await.unwrap_err();
    assert_eq!(error.status(), Status::InvalidArgument);
    let error = ai.prompt("nope").unwrap_err();
    assert_eq!((error.status(), error.message()), (Status::NotFound, "Prompt nope not found"));
    let error = ai.prompt("greet").unwrap().variant("nope").unwrap_err();
    assert_eq!(error.message(), "Prompt greet (variant nope) not found");
}

#[tokio::test]
async fn typed_answers_are_read() {
    #[derive(Debug, PartialEq, Deserialize, JsonSchema)]
    struct Dish {
        dish: String,
    }
    let cook = Model::builder("cook")
        .handler(|_: ModelRequest, _, _| async { Ok(ModelResponse::text(r#"{"dish": "soup"}"#)) });
    let prompt = Prompt::builder("dish").model("cook").prompt("Go").output::<Dish>().build().unwrap();
    let ai = Genkit::builder().without_discovery().without_prompt_dir().action(cook).prompt(prompt);
    let ai = ai.build().await.unwrap();
    let prompt = ai.prompt("dish").unwrap();
    let dish = prompt.run(()).output::<Dish>().await.unwrap().into_output().unwrap();
    assert_eq!(dish, Dish { dish: "soup".into() });
    assert_eq!(prompt.run(()).await.unwrap().into_output().unwrap(), json!({"dish": "soup"}));
}

#[tokio::test]
async fn templates_see_the_context() {
    let who = Prompt::builder("who").model("parrot").prompt("{{@auth.uid}} in {{@tenant}}").build().unwrap();
    let ai = with([who]).await;
    let context = genkit::Context::new().with("tenant", "acme").with_auth(json!({"uid": "u1"}));
    let answer = ai.prompt("who").unwrap().run(()).context(context).await.unwrap();
    assert_eq!(answer.text(), "u1 in acme");
}

#[tokio::test]
async fn templates_see_the_conversation() {
    let last = "{{#each @metadata.messages}}{{this.role}}: {{this.content.[0].text}}; {{/each}}";
    let ai = with([Prompt::builder("last").model("parrot").prompt(last).build().unwrap()]).await;
    let so_far = [genkit::Message::user("hi"), genkit::Message::model("hello")];
    let answer = ai.prompt("last").unwrap().run(()).messages(so_far).await.unwrap();
    assert!(answer.text().ends_with("user: hi; model: hello; "), "{}", answer.text());
}

#[tokio::test]
async fn spans_are_those_of_genkit() {
    let ai = with([greet()]).await;
    let traces = MemoryTraces::new();
    ai.add_trace_sink(traces.clone());
    ai.prompt("greet").unwrap().run(json!({"name": "Ada"})).await.unwrap();
    let trace = traces.trace();
    let of = |kind: &str, name: &str| trace.find(kind, name).unwrap().clone();
    let (prompt, render) = (of("dotprompt", "greet"), of("promptTemplate", "render"));
    let generate = of("util", "generate");
    assert_eq!(prompt.attribute("genkit:type").unwrap(), "dotprompt");
    assert_eq!(render.attribute("genkit:type").unwrap(), "promptTemplate");
    assert_eq!(render.attribute("genkit:metadata:promptName").unwrap(), "greet");
    assert_eq!(render.parent_id, Some(prompt.span_id));
    assert_eq!(generate.parent_id, Some(prompt.span_id));
}
