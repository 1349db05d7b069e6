//! Prompt files in a folder: names, variants, partials, schemas; what is wrong; what changes.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use genkit::{EmbeddedPrompts, Prompt, Status, embed_prompts};
use tracing::field::Field;
use tracing::span;

use super::*;

/// A folder of this test's own.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Self {
        let path =
            Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("prompts-{}-{name}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn write(&self, name: &str, text: &str) -> &Self {
        let path = self.0.join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
        self
    }

    /// Writes it with another time of change, whatever the clock says.
    fn rewrite(&self, name: &str, text: &str, seconds: u64) {
        self.write(name, text);
        let file = fs::File::options().append(true).open(self.0.join(name)).unwrap();
        file.set_modified(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)).unwrap();
    }

    async fn build(&self, reload: bool) -> Result<Genkit> {
        Genkit::builder()
            .without_discovery()
            .action(parrot())
            .schema("Guest", json!({"type": "object", "properties": {"name": {"type": "string"}}}))
            .prompt_dir(&self.0)
            .reload_prompts(reload)
            .build()
            .await
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

async fn text(ai: &Genkit, name: &str, input: Value) -> String {
    let options = ai.prompt(name).unwrap().render(input).await.unwrap();
    options.messages.iter().map(genkit::Message::text).collect::<Vec<_>>().join("|")
}

#[tokio::test]
async fn folders_variants_and_partials_make_names() {
    let folder = Folder::new("names");
    folder
        .write("menu.prompt", "Menu {{> line}}")
        .write("menu.short.prompt", "Short {{> line}}")
        .write("sub/deep/plain.prompt", "Plain")
        .write("sub/_line.prompt", "of {{x}}")
        .write("notes.txt", "no prompt");
    let ai = folder.build(false).await.unwrap();
    assert_eq!(text(&ai, "menu", json!({"x": 1})).await, "Menu of 1");
    assert_eq!(text(&ai, "menu.short", json!({"x": 2})).await, "Short of 2");
    assert_eq!(text(&ai, "sub/deep/plain", json!({})).await, "Plain");
    let short = ai.prompt("menu").unwrap().variant("short").unwrap();
    assert_eq!(short.name(), "menu.short");
    let keys: Vec<String> =
        ai.actions().await.unwrap().into_keys().filter(|key| key.contains("prompt/")).collect();
    assert_eq!(keys.len(), 6, "{keys:?}");
    let about = ai.action("/prompt/menu.short").await.unwrap().describe();
    assert_eq!(about["metadata"]["prompt"]["variant"], "short");
    assert_eq!(about["metadata"]["prompt"]["template"], "Short {{> line}}");
}

#[tokio::test]
async fn the_front_matter_is_the_call() {
    let folder = Folder::new("front");
    folder.write(
        "full.prompt",
        "---\nmodel: parrot\nconfig: {temperature: 0.5}\ndescription: All of it\ninput:\n  schema: {theme: string, who?: Guest}\n  \
         default: {theme: sea}\noutput:\n  format: json\n  schema: {dish: string}\ntools: [add]\ntoolChoice: required\n\
         maxTurns: 2\nuse: [retry, {name: other, config: {n: 1}}]\nreturnToolRequests: true\nmyext.key: 5\nmetadata: {mine: 1}\n---\n{{theme}}",
    );
    let ai = folder.build(false).await.unwrap();
    let options = ai.prompt("full").unwrap().render(json!({})).await.unwrap();
    assert_eq!(options.model.as_deref(), Some("parrot"));
    assert_eq!(options.config, Some(json!({"temperature": 0.5})));
    assert_eq!(options.tools, Some(vec!["add".to_owned()]));
    assert_eq!((options.max_turns, options.return_tool_requests), (Some(2), Some(true)));
    assert_eq!(options.messages[0].text(), "sea");
    let told = ai.action("/prompt/full").await.unwrap().describe();
    assert_eq!(told["description"], "All of it");
    assert_eq!(told["inputSchema"]["properties"]["who"]["properties"]["name"]["type"], "string");
    let about = &told["metadata"]["prompt"];
    assert_eq!(about["ext"], json!({"myext": {"key": 5}}));
    assert_eq!(about["use"], json!([{"name": "retry"}, {"name": "other", "config": {"n": 1}}]));
    assert_eq!(about["raw"]["maxTurns"], 2);
    assert_eq!(about["output"]["format"], "json");
    assert_eq!(told["metadata"]["metadata"], json!({"mine": 1}));
}

#[tokio::test]
async fn what_is_wrong_is_told_with_its_place() {
    let cases = [
        ("bad.prompt", "---\nmodel: [oops\n---\nHi", "bad.prompt:"),
        ("bad.prompt", "Hi\n{{#if x}}", "bad.prompt:2:1: "),
        ("bad.prompt", "Hi {{shuot x}}", "bad.prompt:1:6: unknown helper `shuot`"),
        ("bad.prompt", "Hi {{> nobody}}", "The partial nobody could not be found"),
        ("_bad.prompt", "Hi {{/if}}", "_bad.prompt: partial bad:1:"),
        ("bad.prompt", "---\ninput: {schema: {x: Nobody}}\n---\n{{x}}", "Schema 'Nobody' not found"),
        ("bad.prompt", "---\ntoolChoice: maybe\n---\nHi", "`maybe` is none of"),
        ("a.b.c.prompt", "Hi", "a prompt's file is `name.prompt` or `name.variant.prompt`"),
    ];
    for (name, content, expected) in cases {
        let folder = Folder::new("wrong");
        folder.write(name, content);
        let error = folder.build(false).await.unwrap_err();
        assert!(error.message().contains(expected), "{name}: {error}");
    }
    let error = Genkit::builder().without_discovery().prompt_dir("no/such/folder").build().await.unwrap_err();
    assert_eq!(error.status(), Status::NotFound);
}

#[tokio::test]
async fn files_that_change_are_read_again_in_development() {
    let folder = Folder::new("reload");
    folder.write("a.prompt", "one {{> p}}").write("_p.prompt", "x").write("gone.prompt", "gone");
    let ai = folder.build(true).await.unwrap();
    let kept = ai.prompt("a").unwrap();
    assert_eq!(text(&ai, "a", json!({})).await, "one x");

    folder.rewrite("a.prompt", "---\ndescription: New\n---\ntwo {{> p}}", 1_000);
    folder.rewrite("_p.prompt", "y", 1_000);
    folder.write("b.prompt", "new");
    fs::remove_file(folder.0.join("gone.prompt")).unwrap();
    assert_eq!(kept.render(json!({})).await.unwrap().messages[0].text(), "two y");
    assert_eq!(text(&ai, "b", json!({})).await, "new");
    assert!(ai.prompt("gone").is_err());
    let all = ai.describe_actions().await.unwrap();
    assert_eq!(all["/prompt/a"]["description"], "New");
    assert!(!all.contains_key("/prompt/gone"));

    // A file of the same length: only its time tells.
    folder.rewrite("b.prompt", "NEW", 2_000);
    assert_eq!(text(&ai, "b", json!({})).await, "NEW");

    // What cannot be read says so where it is used, and only there.
    folder.rewrite("b.prompt", "{{#if x}}", 3_000);
    let error = ai.prompt("b").unwrap().render(json!({})).await.unwrap_err();
    assert!(error.message().contains("b.prompt:1:1: "), "{error}");
    assert_eq!(text(&ai, "a", json!({})).await, "two y");
    folder.rewrite("b.prompt", "good", 4_000);
    assert_eq!(text(&ai, "b", json!({})).await, "good");
}

#[tokio::test]
async fn files_stay_as_they_are_otherwise() {
    let folder = Folder::new("fixed");
    folder.write("a.prompt", "one");
    let ai = folder.build(false).await.unwrap();
    folder.rewrite("a.prompt", "two", 1_000);
    assert_eq!(text(&ai, "a", json!({})).await, "one");
}

#[tokio::test]
async fn two_prompts_of_one_name_are_refused() {
    let folder = Folder::new("twice");
    folder.write("greet.prompt", "Hi");
    let builder = Genkit::builder().without_discovery().prompt_dir(&folder.0);
    let error = builder.prompt(greet()).build().await.unwrap_err();
    assert_eq!(error.status(), Status::AlreadyExists);
    assert!(error.message().contains("/prompt/greet"), "{error}");
}

#[tokio::test]
async fn a_program_carries_its_prompts() {
    let files = embed_prompts!("tests/prompts");
    assert_eq!(files.names().collect::<Vec<_>>(), ["_line.prompt", "menu.prompt", "sub/plain.short.prompt"]);
    let builder = Genkit::builder().without_discovery().action(parrot()).prompts(files);
    let ai = builder.schema("Guest", json!({"type": "object"})).build().await.unwrap();
    let options = ai.prompt("sub/plain.short").unwrap().render(json!({"who": {"name": "Bo"}})).await.unwrap();
    assert_eq!(options.messages[0].text(), "Hi Bo, ");
    assert!(
        text(&ai, "menu", json!({"theme": "sea", "mood": "wild", "dishes": []}))
            .await
            .contains("Theme: sea.")
    );
}

/// What is warned of, as text.
#[derive(Clone, Default)]
struct Warned(Arc<Mutex<Vec<String>>>);

impl tracing::Subscriber for Warned {
    fn enabled(&self, metadata: &tracing::Metadata<'_>) -> bool {
        *metadata.level() == tracing::Level::WARN
    }

    fn event(&self, event: &tracing::Event<'_>) {
        let mut text = String::new();
        event.record(&mut |field: &Field, value: &dyn std::fmt::Debug| {
            text += &format!("{field}: {value:?}\n")
        });
        self.0.lock().unwrap().push(text);
    }

    fn new_span(&self, _: &span::Attributes<'_>) -> span::Id {
        span::Id::from_u64(1)
    }

    fn record(&self, _: &span::Id, _: &span::Record<'_>) {}

    fn record_follows_from(&self, _: &span::Id, _: &span::Id) {}

    fn enter(&self, _: &span::Id) {}

    fn exit(&self, _: &span::Id) {}
}

#[tokio::test]
async fn a_file_that_the_program_does_not_carry_yet_is_told_of() {
    let folder = Folder::new("late");
    folder.write("old.prompt", "Old").write("sub/new.prompt", "New").write("_partial.prompt", "Part");
    let path: &'static str = folder.0.to_str().unwrap().to_owned().leak();
    let files = EmbeddedPrompts::new(path, &[("old.prompt", "Old"), ("_partial.prompt", "Part")]);
    let warned = Warned::default();
    let _logging = tracing::subscriber::set_default(warned.clone());

    let ai = Genkit::builder().without_discovery().action(parrot()).prompts(files).build().await.unwrap();

    let warned = warned.0.lock().unwrap();
    let [warning] = warned.as_slice() else { panic!("{warned:?}") };
    assert!(warning.contains("new.prompt") && warning.contains("a release build may lack it"), "{warning}");
    assert!(ai.prompt("sub/new").is_ok());
}

#[test]
fn the_text_of_a_file_is_a_prompt() {
    let prompt = Prompt::from_file_text("greet.formal", "---\nmodel: parrot\n---\nHi").unwrap();
    assert_eq!(prompt.name(), "greet.formal");
}
