/// Chats.
async fn chat(
    req: ModelRequest<ChatConfig>,
    ctx: Ctx,
    out: Chunks<ModelResponseChunk>,
) -> Result<ModelResponse> {
    ask(req)
}
/// Chats.
#[allow(non_camel_case_types, dead_code, missing_docs)]
#[allow(missing_debug_implementations, unreachable_pub)]
struct chat {}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    #[automatically_derived]
    impl __gk::Handle for chat {
        type Input = __gk::ModelRequest;
        type Output = __gk::ModelResponse;
        type Chunk = __gk::ModelResponseChunk;
        type Args = (Self::Input,);
        const DEF: &'static __gk::ActionDef = &__gk::action!(Model, "acme/chat")
            .description("Chats.")
            .metadata(|| __gk::config_schema(
                __gk::model_metadata(__gk::ModelSpec {
                    label: ::core::option::Option::Some("Acme Chat"),
                    versions: &["acme-1", "acme-2"],
                    supports: ::core::option::Option::Some(__gk::SupportsSpec {
                        multiturn: true,
                        media: true,
                        tools: true,
                        system_role: true,
                        tool_choice: true,
                        output: &["text", "json"],
                        constrained: ::core::option::Option::Some("no-tools"),
                        ..__gk::SupportsSpec::NONE
                    }),
                    stage: ::core::option::Option::Some("stable"),
                    ..__gk::ModelSpec::NONE
                }),
                <ModelRequest<ChatConfig> as __gk::HasConfig>::schema,
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
            out: __gk::Chunks<Self::Chunk>,
        ) -> __gk::BoxFuture<'static, __gk::Result<Self::Output>> {
            __gk::reading(
                input,
                <ModelRequest<ChatConfig> as __gk::HasConfig>::read,
                move |request| __gk::output(
                    __gk::fallible(
                        chat(
                            request,
                            __gk::given_ctx::<Ctx>(ctx),
                            __gk::given_chunks::<Chunks<ModelResponseChunk>, _>(out),
                        ),
                        <Result<ModelResponse> as __gk::Fallible>::into_result,
                    ),
                    <<Result<
                        ModelResponse,
                    > as __gk::Fallible>::Ok as __gk::ModelOutput>::output,
                ),
            )
        }
    }
    impl __gk::ModelHandle for chat {
        type Config = <ModelRequest<ChatConfig> as __gk::HasConfig>::Config;
    }
    __gk::inventory::submit!(__gk::Discovered::of:: < chat > ());
};
