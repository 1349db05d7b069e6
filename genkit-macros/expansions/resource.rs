/// Files.
async fn file(uri: String, ctx: Ctx) -> Result<Vec<Part>> {}
/// Files.
#[allow(non_camel_case_types, dead_code, missing_docs)]
#[allow(missing_debug_implementations, unreachable_pub)]
struct file {}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    #[automatically_derived]
    impl __gk::Handle for file {
        type Input = __gk::ResourceRequest;
        type Output = __gk::ResourceResponse;
        type Chunk = __gk::NoChunk;
        type Args = (Self::Input,);
        const DEF: &'static __gk::ActionDef = &__gk::action!(Resource, "file")
            .description("Files.")
            .metadata(|| __gk::resource_metadata(__SPEC));
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
            __gk::resource(
                __SPEC,
                input,
                move |uri| __gk::output(
                    __gk::fallible(
                        file(uri, __gk::given_ctx::<Ctx>(ctx)),
                        <Result<Vec<Part>> as __gk::Fallible>::into_result,
                    ),
                    <<Result<
                        Vec<Part>,
                    > as __gk::Fallible>::Ok as __gk::ResourceOutput>::output,
                ),
            )
        }
    }
    const __SPEC: __gk::ResourceSpec = __gk::ResourceSpec {
        uri: ::core::option::Option::None,
        template: ::core::option::Option::Some("file://{path}"),
    };
    impl __gk::ResourceHandle for file {}
    __gk::inventory::submit!(__gk::Discovered::of:: < file > ());
};
