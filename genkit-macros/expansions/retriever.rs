async fn find(ctx: Ctx, query: Document) -> Result<Vec<Document>> {}
#[allow(non_camel_case_types, dead_code, missing_docs)]
#[allow(missing_debug_implementations, unreachable_pub)]
struct find {}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    #[automatically_derived]
    impl __gk::Handle for find {
        type Input = __gk::RetrieverRequest;
        type Output = __gk::RetrieverResponse;
        type Chunk = __gk::NoChunk;
        type Args = (Self::Input,);
        const DEF: &'static __gk::ActionDef = &__gk::action!(Retriever, "find")
            .metadata(|| __gk::retriever_metadata::<
                __gk::NoOptions,
            >(::core::option::Option::Some("Menu")));
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
            __gk::retriever(
                input,
                move |query, _: __gk::NoOptions| __gk::output(
                    __gk::fallible(
                        find(__gk::given_ctx::<Ctx>(ctx), query),
                        <Result<Vec<Document>> as __gk::Fallible>::into_result,
                    ),
                    <<Result<
                        Vec<Document>,
                    > as __gk::Fallible>::Ok as __gk::RetrieverOutput>::output,
                ),
            )
        }
    }
    impl __gk::RetrieverHandle for find {}
    __gk::inventory::submit!(__gk::Discovered::of:: < find > ());
};
