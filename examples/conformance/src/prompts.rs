//! Prompts: with roles, a default and a configuration; with an answer of a type and a tool; with documents.

use genkit::prelude::*;
use genkit::{Document, Prompt};
use serde_json::json;

#[derive(JsonSchema)]
#[allow(dead_code, reason = "described, never made")]
struct Greeting {
    name: String,
    style: Option<String>,
}

#[derive(JsonSchema)]
#[allow(dead_code, reason = "described, never made")]
struct Theme {
    theme: String,
}

#[derive(JsonSchema)]
#[allow(dead_code, reason = "described, never made")]
pub(crate) struct Dish {
    dish: String,
    price: f64,
}

pub(crate) fn greet() -> Result<Prompt> {
    Prompt::builder("greet")
        .model("reflector")
        .input::<Greeting>()
        .input_default(json!({"style": "warm"}))
        .config(json!({"temperature": 0.3}))
        .template(r#"{{role "system"}}Be {{style}}.{{role "user"}}Greet {{name}}."#)
        .build()
}

pub(crate) fn dish() -> Result<Prompt> {
    Prompt::builder("dish")
        .model("reflector")
        .input::<Theme>()
        .output::<Dish>()
        .tools(["add"])
        .template("A dish for {{theme}}")
        .build()
}

pub(crate) fn with_docs() -> Result<Prompt> {
    let second = Document::from("second doc").with_metadata("ref", "r2");
    Prompt::builder("withDocs")
        .model("reflector")
        .docs([Document::from("first doc"), second])
        .system("sys")
        .prompt("Use the docs")
        .build()
}
