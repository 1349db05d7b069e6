//! One good function for each macro, and some more where their expansions differ.

use proc_macro2::TokenStream;
use quote::quote;

/// A name for the snapshot, the macro, its options and the function.
pub(crate) type Case = (&'static str, &'static str, TokenStream, TokenStream);

pub(crate) fn cases() -> Vec<Case> {
    vec![
        (
            "flow",
            "flow",
            quote!(),
            quote! {
                /// Suggests a dish for a restaurant theme.
                #[flow_helper]
                pub async fn suggest_dish(theme: String, ctx: Ctx) -> Result<Dish> {
                    ctx.generate().await
                }
            },
        ),
        (
            "flow_of_nothing",
            "flow",
            quote!(),
            quote!(
                fn tick() {}
            ),
        ),
        (
            "flow_streaming",
            "flow",
            quote!(
                name = "stories/tell",
                description = "Tells.",
                metadata(team = "a", cost = -1.5),
                handle = Story
            ),
            quote! {
                #[cfg(feature = "stories")]
                pub(crate) fn story(Topic { name, .. }: Topic, out: Chunks<String>) -> Story { tell(name, out) }
            },
        ),
        (
            "flow_bidirectional",
            "flow",
            quote!(crate = crate::genkit),
            quote! {
                /// Talks.
                async fn talk(who: Name, ctx: Ctx, inputs: Inputs<String>, out: Chunks<Reply>) -> anyhow::Result<u32> {
                    listen(inputs).await
                }
            },
        ),
        (
            "tool",
            "tool",
            quote!(effect = "read", title = "Weather"),
            quote! {
                /// Current weather in a city.
                async fn get_weather(
                    /// City name, for example "Oslo"
                    city: String,
                    #[serde(default)] r#type: Option<Kind>,
                    ctx: Ctx,
                ) -> Result<Weather> { look(city) }
            },
        ),
        (
            "tool_of_nothing",
            "tool",
            quote!(description = "The time."),
            quote!(
                fn now() -> u64 {
                    0
                }
            ),
        ),
        (
            "tool_of_many",
            "tool",
            quote!(effect = once, interrupt),
            quote! {
                /// Books a table.
                async fn book_a_table(
                    /// Name of the restaurant
                    restaurant: String,
                    /// How many come
                    number_of_guests: u8,
                    /// When, in ISO 8601
                    date_and_time: DateTime<Utc>,
                    /// Anything else
                    special_requests: Option<Vec<String>>,
                    /// Name of the guest
                    name_of_the_guest: String,
                    /// Where to reach them
                    telephone_number: Telephone,
                ) -> Result<Booking> { book() }
            },
        ),
        (
            "tool_of_one_input",
            "tool",
            quote!(multipart, crate = ::kit),
            quote! {
                /// Cooks.
                async fn cook(ctx: Ctx, #[input] dish: Dish) -> Result<ToolOutput> { serve(dish) }
            },
        ),
        (
            "middleware",
            "middleware",
            quote!(name = "acme/filter"),
            quote! {
                /// Refuses words.
                async fn filter(request: ModelRequest, ctx: Ctx, next: ModelNext, words: Words) -> Result<ModelResponse> {
                    next.run(request).await
                }
            },
        ),
        (
            "middleware_around_tools",
            "middleware",
            quote!(),
            quote! {
                async fn audit(next: ToolNext, call: ToolRequest) -> anyhow::Result<Part> { next.run(call).await }
            },
        ),
        (
            "model",
            "model",
            quote!(
                name = "acme/chat",
                label = "Acme Chat",
                versions("acme-1", "acme-2"),
                supports(
                    tools,
                    media,
                    system_role,
                    multiturn,
                    tool_choice,
                    output("text", "json"),
                    constrained = "no-tools"
                ),
                stage = "stable"
            ),
            quote! {
                /// Chats.
                async fn chat(req: ModelRequest<ChatConfig>, ctx: Ctx, out: Chunks<ModelResponseChunk>)
                    -> Result<ModelResponse> { ask(req) }
            },
        ),
        (
            "model_plain",
            "model",
            quote!(),
            quote!(
                fn echo(req: ModelRequest) -> ModelResponse {
                    req.into()
                }
            ),
        ),
        (
            "model_with_middleware",
            "model",
            quote!(middleware = [polite, Retry::new().max_retries(2)]),
            quote!(
                fn chat(req: ModelRequest) -> ModelResponse {
                    req.into()
                }
            ),
        ),
        (
            "background_model",
            "background_model",
            quote!(name = "acme/video", label = "Acme Video", check = video::check, cancel = cancel_video),
            quote! {
                /// Films.
                async fn acme_video(req: ModelRequest<VideoConfig>, ctx: Ctx) -> Result<Operation> { start(req) }
            },
        ),
        (
            "embedder",
            "embedder",
            quote!(
                name = "acme/embed",
                label = "E",
                dimensions = 768,
                max_batch_size = 100,
                supports(input("text", "image"), multilingual)
            ),
            quote! {
                /// Embeds.
                async fn embed(documents: Vec<Document>, options: EmbedOptions, ctx: Ctx) -> Result<Vec<Embedding>> {}
            },
        ),
        (
            "retriever",
            "retriever",
            quote!(label = "Menu"),
            quote!(
                async fn find(ctx: Ctx, query: Document) -> Result<Vec<Document>> {}
            ),
        ),
        (
            "indexer",
            "indexer",
            quote!(),
            quote!(
                async fn index(documents: Vec<Document>, options: IndexOptions) -> Result<()> {}
            ),
        ),
        (
            "reranker",
            "reranker",
            quote!(label = "R"),
            quote! {
                async fn rank(query: Document, documents: Vec<Document>, options: RankOptions, ctx: Ctx)
                    -> Result<Vec<RankedDocument>> {}
            },
        ),
        (
            "evaluator",
            "evaluator",
            quote!(display_name = "Politeness", definition = "Is it polite?", is_billed = false),
            quote!(
                async fn polite(case: EvalCase, options: PoliteOptions, ctx: Ctx) -> Result<Score> {}
            ),
        ),
        (
            "resource",
            "resource",
            quote!(template = "file://{path}"),
            quote! {
                /// Files.
                async fn file(uri: String, ctx: Ctx) -> Result<Vec<Part>> {}
            },
        ),
        (
            "agent",
            "agent",
            quote!(session_store),
            quote! {
                /// Counts.
                async fn count(turn: Turn<Count>, ctx: Ctx) -> Result<String> {}
            },
        ),
        (
            "main",
            "main",
            quote!(worker_threads = 2),
            quote! {
                /// Runs.
                async fn main() -> Result<()> { Ok(()) }
            },
        ),
        (
            "test",
            "test",
            quote!(),
            quote! {
                #[should_panic]
                async fn fails(ai: TestGenkit) -> Result<()> { Ok(()) }
            },
        ),
    ]
}
