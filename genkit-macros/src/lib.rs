//! The macros of Genkit for Rust. They are used through `genkit-runtime`, whose library is called `genkit`.
//!
//! Each makes an action of a function. The function stays as it is written, and callable; beside it stands its handle, a
//! struct of the same name in the namespace of types: `ai.run::<greet>(..)`, `tools![get_weather]`.
//!
//! # Options of every action
//!
//! | option | value | meaning |
//! | --- | --- | --- |
//! | `name` | `"acme/chat"` | the name; that of the function, if it is not given |
//! | `description` | `".."` | the description; the doc comment, if it is not given |
//! | `metadata` | `(key = literal, ..)` | further metadata |
//! | `tags` | `("..", ..)` | words to find it by, in its metadata |
//! | `handle` | `Name` | the name of the handle |
//! | `crate` | `path` | the path of the runtime, `::genkit` if it is not given |
//!
//! # Parameters
//!
//! `Ctx`, `Chunks<T>` (to stream) and `Inputs<T>` (to take a stream) may be asked for where they mean something, in any
//! order. All else is input: owned, with a schema. A function returns a value or a result, whose type has a name that
//! ends in `Result`.
//!
//! # Errors
//!
//! All mistakes of a function are reported at once, each at the tokens where it was made, with a code such as `[GK0014]`
//! that the guide explains. `GENKIT_MACROS_DEBUG=name` (or `*`) prints expansions while they are compiled.

mod agent;
mod calls;
mod common;
mod docs;
mod entry;
mod errors;
mod family;
mod flow;
mod handle;
mod item_fn;
mod middleware;
mod model;
mod names;
mod options;
mod paths;
mod programs;
#[cfg(feature = "prompts")]
mod prompt;
mod signature;
#[cfg(test)]
mod testing;
mod tool;
mod types;
mod values;

use proc_macro::TokenStream;

/// Makes a flow: a function that is traced, typed, and run by name.
///
/// ```ignore
/// /// Suggests a dish for a restaurant theme.
/// #[flow]
/// async fn suggest_dish(theme: String, ctx: Ctx) -> Result<Dish> { .. }
/// ```
///
/// It takes at most one input, and `Ctx`, `Chunks<T>` to stream, `Inputs<T>` to be bidirectional: the input then is what
/// starts it. Options are those of every action.
#[proc_macro_attribute]
pub fn flow(options: TokenStream, item: TokenStream) -> TokenStream {
    flow::run(&options.into(), &item.into()).into()
}

/// Makes a tool: a function that models may ask for.
///
/// ```ignore
/// /// Current weather in a city.
/// #[tool(effect = "read")]
/// async fn get_weather(
///     /// City name, for example "Oslo"
///     city: String,
/// ) -> Result<Weather> { .. }
/// ```
///
/// Plain parameters, also a single one, are properties of its input; their doc comments are the descriptions, and
/// `#[serde(..)]` and `#[schemars(..)]` on them go to the properties. `#[input] x: T` is the whole input. `Ctx` may be asked
/// for. A description is required.
///
/// | option | value | meaning |
/// | --- | --- | --- |
/// | `effect` | `"read"`, `"repeat"`, `"once"` | it only reads, may be repeated, or must run once |
/// | `title` | `".."` | a title for people |
/// | `interrupt` | | it always waits for somebody; then it may end with `;` instead of a body |
/// | `multipart` | | it returns `ToolOutput`, which has parts beside the output |
#[proc_macro_attribute]
pub fn tool(options: TokenStream, item: TokenStream) -> TokenStream {
    tool::run(&options.into(), &item.into()).into()
}

/// Makes a model.
///
/// ```ignore
/// #[model(name = "acme/chat", label = "Acme Chat", supports(tools, media, output("text", "json")))]
/// async fn chat(req: ModelRequest<ChatConfig>, ctx: Ctx, out: Chunks<ModelResponseChunk>) -> Result<ModelResponse> { .. }
/// ```
///
/// | option | value | meaning |
/// | --- | --- | --- |
/// | `label` | `".."` | how tools show it; also the description, without a doc comment |
/// | `versions` | `("..", ..)` | the versions it has |
/// | `stage` | `"featured"`, `"stable"`, `"unstable"`, `"legacy"`, `"deprecated"` | how ready it is |
/// | `supports` | `(tools, media, multiturn, system_role, context, tool_choice, long_running, output(..), content_type(..), constrained = "all")` | what it can do; `constrained` is `"all"`, `"none"` or `"no-tools"` |
/// | `middleware` | `[Retry::new(), stamp]` | what stands around it whenever it is asked, by a generate call or by its key: values, or handles by their names |
#[proc_macro_attribute]
pub fn model(options: TokenStream, item: TokenStream) -> TokenStream {
    model::run(&options.into(), &item.into()).into()
}

/// Makes a background model: it starts an operation, which is checked until it is done.
///
/// ```ignore
/// #[background_model(name = "acme/video", check = check_video, cancel = cancel_video)]
/// async fn acme_video(req: ModelRequest<VideoConfig>, ctx: Ctx) -> Result<Operation> { .. }
/// async fn check_video(operation: Operation, ctx: Ctx) -> Result<Operation> { .. }
/// ```
///
/// Options are those of a model without `middleware`, and `check` (required) and `cancel`, which name functions of the form
/// above.
#[proc_macro_attribute]
pub fn background_model(options: TokenStream, item: TokenStream) -> TokenStream {
    model::run_background(&options.into(), &item.into()).into()
}

/// Makes an agent: a conversation with a state, whose turns the function answers.
///
/// ```ignore
/// /// Counts what it is told.
/// #[agent(session_store)]
/// async fn counter(turn: Turn<Count>, ctx: Ctx) -> Result<String> { .. }
/// ```
///
/// It takes the turn, and `Ctx`; it returns a message, text, `TurnResult` or nothing, or a result of these. Attribute:
/// `session_store`, to keep its conversations in the session store of the runtime; without it whoever talks with it does.
#[proc_macro_attribute]
pub fn agent(options: TokenStream, item: TokenStream) -> TokenStream {
    agent::run(&options.into(), &item.into()).into()
}

/// Makes an embedder.
///
/// ```ignore
/// #[embedder(name = "acme/embed", dimensions = 768, supports(input("text"), multilingual))]
/// async fn embed(documents: Vec<Document>, options: EmbedOptions, ctx: Ctx) -> Result<Vec<Embedding>> { .. }
/// ```
///
/// The options and `Ctx` may be left out. Attribute: `label`, `dimensions`, `max_batch_size`,
/// `supports(input(..), multilingual)`.
#[proc_macro_attribute]
pub fn embedder(options: TokenStream, item: TokenStream) -> TokenStream {
    family::embedder(&options.into(), &item.into()).into()
}

/// Makes a retriever.
///
/// ```ignore
/// #[retriever(label = "Menu")]
/// async fn find_dishes(query: Document, options: FindOptions, ctx: Ctx) -> Result<Vec<Document>> { .. }
/// ```
///
/// The options and `Ctx` may be left out. Attribute: `label`.
#[proc_macro_attribute]
pub fn retriever(options: TokenStream, item: TokenStream) -> TokenStream {
    family::labelled(&family::kinds::RETRIEVER, &options.into(), &item.into()).into()
}

/// Makes an indexer.
///
/// ```ignore
/// #[indexer(label = "Menu")]
/// async fn index_dishes(documents: Vec<Document>, options: IndexOptions, ctx: Ctx) -> Result<()> { .. }
/// ```
///
/// The options and `Ctx` may be left out. Attribute: `label`.
#[proc_macro_attribute]
pub fn indexer(options: TokenStream, item: TokenStream) -> TokenStream {
    family::labelled(&family::kinds::INDEXER, &options.into(), &item.into()).into()
}

/// Makes a reranker.
///
/// ```ignore
/// #[reranker(label = "By taste")]
/// async fn rerank(query: Document, documents: Vec<Document>, ctx: Ctx) -> Result<Vec<RankedDocument>> { .. }
/// ```
///
/// Options of its own may follow the documents. Attribute: `label`.
#[proc_macro_attribute]
pub fn reranker(options: TokenStream, item: TokenStream) -> TokenStream {
    family::labelled(&family::kinds::RERANKER, &options.into(), &item.into()).into()
}

/// Makes an evaluator, called for each case of a data set.
///
/// ```ignore
/// /// Is the answer polite?
/// #[evaluator(display_name = "Politeness", is_billed = false)]
/// async fn polite(case: EvalCase, ctx: Ctx) -> Result<Score> { .. }
/// ```
///
/// It returns `Score` or `Vec<Score>`. Attribute: `display_name` (the name), `definition` (the description),
/// `is_billed` (`true`).
#[proc_macro_attribute]
pub fn evaluator(options: TokenStream, item: TokenStream) -> TokenStream {
    family::evaluator(&options.into(), &item.into()).into()
}

/// Makes a resource, read by one URI or by those that a template (RFC 6570) matches.
///
/// ```ignore
/// #[resource(template = "file://{path}")]
/// async fn file(uri: String, ctx: Ctx) -> Result<Vec<Part>> { .. }
/// ```
///
/// Attribute: either `uri` or `template`.
#[proc_macro_attribute]
pub fn resource(options: TokenStream, item: TokenStream) -> TokenStream {
    family::resource(&options.into(), &item.into()).into()
}

/// Makes a middleware: a function around models, tools or turns of generate calls.
///
/// ```ignore
/// /// Tells the model what day it is.
/// #[middleware]
/// async fn dated(mut request: ModelRequest, ctx: Ctx, next: ModelNext) -> Result<ModelResponse> {
///     request.messages.insert(0, Message::system(today(&ctx)));
///     next.run(request).await
/// }
/// ```
///
/// | `next` | stands around | takes | returns |
/// | --- | --- | --- | --- |
/// | `ModelNext` | each request to a model | `ModelRequest` | `ModelResponse` |
/// | `ToolNext` | each run of a tool | `ToolRequest` | `Part` or `ToolResponse` |
/// | `GenerateNext` | a turn, and all turns after it | `GenerateTurn` | `ModelResponse` |
///
/// `Ctx` may be asked for; one more parameter is its configuration. It is used as `MiddlewareRef::of::<dated>()`, or by its
/// name. Options: `name`, `description`, `handle`, `crate`.
#[proc_macro_attribute]
pub fn middleware(options: TokenStream, item: TokenStream) -> TokenStream {
    middleware::run(&options.into(), &item.into()).into()
}

/// Runs an asynchronous main function on a tokio runtime, and prints the error that it returns.
///
/// ```ignore
/// #[genkit::main]
/// async fn main() -> Result<()> { .. }
/// ```
///
/// | option | value | meaning |
/// | --- | --- | --- |
/// | `flavor` | `"multi_thread"`, `"current_thread"` | the flavor of the runtime |
/// | `worker_threads` | `2` | how many threads it has |
/// | `crate` | `path` | the path of the runtime, `::genkit` if it is not given |
#[proc_macro_attribute]
pub fn main(options: TokenStream, item: TokenStream) -> TokenStream {
    programs::main(&options.into(), &item.into()).into()
}

/// Runs an asynchronous test on a tokio runtime of its own, with a Genkit of its own if it asks for one.
///
/// ```ignore
/// #[genkit::test]
/// async fn suggests_fish(ai: TestGenkit) -> Result<()> { .. }
/// ```
///
/// Other attributes (`#[should_panic]`, `#[ignore]`) stay. Option: `crate`.
#[proc_macro_attribute]
pub fn test(options: TokenStream, item: TokenStream) -> TokenStream {
    programs::test(&options.into(), &item.into()).into()
}

/// Makes types of a `.prompt` file: a struct for its input, and what its answer is read as.
///
/// ```ignore
/// prompt!("prompts/menu.prompt");                                     // makes `Menu` and `MenuOutput`
/// prompt!(pub Lunch = "prompts/menu.prompt", tools = [get_weather]);  // under a name of one's own
///
/// let menu: MenuOutput = ai.run_prompt(Menu { theme: "sea".into() }).await?.into_output()?;
/// ```
///
/// The file is read while the program is compiled: front matter, schemas, variables, helpers and partials are checked, and
/// what is wrong is told at the path, with line and column. The program is compiled again when the file changes. Paths begin
/// at the folder of the package, or at that of the source file.
///
/// | option | value | meaning |
/// | --- | --- | --- |
/// | `tools` | `[get_weather]` | the handles of the tools that the file names |
/// | `schemas` | `[Dish]` | the types of the schemas that the file names |
/// | `helpers` | `["shout"]` | the helpers that the application defines |
/// | `output` | `Dish` | the type of the answer, in place of one made of the schema |
/// | `name` | `".."` | the prompt's name, if it is not the file's |
/// | `crate` | `path` | the path of the runtime, `::genkit` if it is not given |
#[cfg(feature = "prompts")]
#[proc_macro]
pub fn prompt(tokens: TokenStream) -> TokenStream {
    prompt::declare(&tokens.into()).into()
}

/// Compares a struct with the input of a `.prompt` file, and makes it the input of that prompt.
///
/// ```ignore
/// #[derive(Serialize)]
/// #[prompt_file("prompts/menu.prompt", output = Dish)]
/// struct MenuInput {
///     theme: String,
/// }
/// ```
///
/// Its fields have the names of the file's properties, as serde writes them, and types that are written as the schema says:
/// `PicoString`, `PicoInteger` and the like. With `at = "input.items"` it stands for that part of the schema; so does an
/// enum for the words of a `(enum)`. The further options are those of [`prompt!`](macro@prompt).
#[cfg(feature = "prompts")]
#[proc_macro_attribute]
pub fn prompt_file(options: TokenStream, item: TokenStream) -> TokenStream {
    prompt::on_item(&options.into(), &item.into()).into()
}

/// Makes a prompt of a function that builds its request.
///
/// ```ignore
/// /// Asks for a story.
/// #[prompt_fn]
/// async fn story(topic: String, ctx: Ctx) -> Result<Vec<Message>> { .. }
/// ```
///
/// It takes at most one input, and `Ctx`. It returns text, a `Message`, several of them, or `GenerateOptions`. Options are
/// those of every action.
#[cfg(feature = "prompts")]
#[proc_macro_attribute]
pub fn prompt_fn(options: TokenStream, item: TokenStream) -> TokenStream {
    prompt::function(&options.into(), &item.into()).into()
}

/// Carries a folder of `.prompt` files in the program, each of them checked.
///
/// ```ignore
/// let ai = Genkit::builder().prompts(embed_prompts!("prompts")).build().await?;
/// ```
///
/// A build for development reads the files from the folder, if it is there, so that one that was added is there, too. A
/// release build carries what was there when the crate was compiled; cargo compiles it anew when a file changes or goes. To
/// make cargo see one that comes, give the package this `build.rs`:
///
/// ```ignore
/// fn main() {
///     println!("cargo::rerun-if-changed=prompts");
/// }
/// ```
///
/// Options: `helpers`, `crate`.
#[cfg(feature = "prompts")]
#[proc_macro]
pub fn embed_prompts(tokens: TokenStream) -> TokenStream {
    prompt::embed(&tokens.into()).into()
}
