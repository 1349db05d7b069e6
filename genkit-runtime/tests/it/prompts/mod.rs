//! Prompts: built, read from files, declared by macros; rendered, run, streamed; attacked.

mod actions;
mod attacks;
mod calls;
mod declared;
mod files;

use genkit::prelude::*;
use genkit::{Prompt, Role};
use serde_json::{Value, json};

/// A model that says what it is asked.
fn parrot() -> genkit::Action {
    Model::builder("parrot")
        .handler(|req: ModelRequest, _, _| async move { Ok(ModelResponse::text(req.text())) })
}

async fn with(prompts: impl IntoIterator<Item = Prompt>) -> Genkit {
    let builder = Genkit::builder().without_discovery().without_prompt_dir().action(parrot());
    prompts.into_iter().fold(builder, |builder, prompt| builder.prompt(prompt)).build().await.unwrap()
}

/// Who says what.
fn said(messages: &genkit::Messages) -> Vec<(Role, String)> {
    messages.iter().map(|message| (message.role, message.text())).collect()
}

fn greet() -> Prompt {
    let schema = json!({"type": "object", "properties": {"name": {"type": "string"}, "style": {"type": "string"}},
        "required": ["name"]});
    Prompt::builder("greet")
        .model("parrot")
        .description("Greets")
        .input_schema(schema)
        .input_default(json!({"style": "warm"}))
        .config(json!({"temperature": 0.3}))
        .template(r#"{{role "system"}}Be {{style}}.{{role "user"}}Greet {{name}}."#)
        .build()
        .unwrap()
}

async fn json_of(ai: &Genkit, key: &str, input: Value) -> Result<Value> {
    ai.run_json(key, input).await
}
