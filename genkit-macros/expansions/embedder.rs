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
        const DEF: &'static __gk::ActionDef = &__gk::action!(Embedder, "acme/embed")
            .description("Embeds.")
            .metadata(|| __gk::options_schema(
                __gk::embedder_metadata::<
                    __gk::NoOptions,
                >(__gk::EmbedderSpec {
                    label: ::core::option::Option::Some("E"),
                    dimensions: ::core::option::Option::Some(768u32),
                    max_batch_size: ::core::option::Option::Some(100u32),
                    multilingual: true,
                    input: &["text", "image"],
                }),
                "embedder",
                <EmbedOptions as __gk::ActionOptions>::schema,
            ));
        fn pack((input,): Self::Args) -> Self::Input {
            input
        }
        fn unpack(input: Self::Input) -> Self::Args {
            (input,)
        }
        fn call(
            input: Self::Input,
            ctx: __gk::Ctx,
            _: __gk::Chunks<Self::Chunk>,
        ) -> __gk::BoxFuture<'static, __gk::Result<Self::Output>> {
            __gk::embedder(
                input,
                move |documents, raw| __gk::reading(
                    raw,
                    <EmbedOptions as __gk::ActionOptions>::read,
                    move |options| __gk::output(
                        __gk::fallible(
                            embed(documents, options, __gk::given_ctx::<Ctx>(ctx)),
                            <Result<Vec<Embedding>> as __gk::Fallible>::into_result,
                        ),
                        <<Result<
                            Vec<Embedding>,
                        > as __gk::Fallible>::Ok as __gk::EmbedderOutput>::output,
                    ),
                ),
            )
        }
    }
    impl __gk::EmbedderHandle for embed {}
    __gk::inventory::submit!(__gk::Discovered::of:: < embed > ());
};
