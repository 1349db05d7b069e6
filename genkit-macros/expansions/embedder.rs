/// Embeds.
async fn embed(
    documents: Vec<Document>,
    options: EmbedOptions,
    ctx: Ctx,
) -> Result<Vec<Embedding>> {}
/// Embeds.
#[allow(non_camel_case_types, dead_code, missing_docs)]
#[allow(missing_debug_implementations, unreachable_pub)]
struct embed {}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    #[automatically_derived]
    impl __gk::Handle for embed {
        type Input = __gk::EmbedRequest;
        type Output = __gk::EmbedResponse;
        type Chunk = __gk::NoChunk;
        type Args = (Self::Input,);
        const DEF: __gk::Def = &__gk::action!(Embedder, "acme/embed")
            .description("Embeds.")
            .metadata(
                r#"{"type":"embedder","info":{"label":"E","dimensions":768,"maxBatchSize":100,"supports":{"input":["text","image"],"multilingual":true}}}"#,
            )
            .options("embedder", __gk::embedder_options::<Self>);
        fn call(i: Self::Input, ctx: __gk::Ctx, _: __gk::Out<Self>) -> __gk::Fut<Self> {
            __gk::Given::<Self>(i)
                .embedder(move |documents, options| {
                    let __f = embed(documents, options, __gk::ctx(ctx));
                    __gk::fallible::<Result<Vec<Embedding>>>(__f)
                })
        }
    }
    impl __gk::EmbedderHandle for embed {
        type Options = EmbedOptions;
        type Returned = <Result<Vec<Embedding>> as __gk::Fallible>::Ok;
    }
    __gk::inventory::submit!(__gk::Discovered::of:: < embed > ());
};
