async fn rank(
    query: Document,
    documents: Vec<Document>,
    options: RankOptions,
    ctx: Ctx,
) -> Result<Vec<RankedDocument>> {}
#[allow(non_camel_case_types, dead_code, missing_docs)]
#[allow(missing_debug_implementations, unreachable_pub)]
struct rank {}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    #[automatically_derived]
    impl __gk::Handle for rank {
        type Input = __gk::RerankerRequest;
        type Output = __gk::RerankerResponse;
        type Chunk = __gk::NoChunk;
        type Args = (Self::Input,);
        const DEF: &'static __gk::ActionDef = &__gk::action!(Reranker, "rank")
            .metadata(|| __gk::options_schema(
                __gk::reranker_metadata::<
                    __gk::NoOptions,
                >(::core::option::Option::Some("R")),
                "reranker",
                <RankOptions as __gk::ActionOptions>::schema,
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
            __gk::reranker(
                input,
                move |query, documents, raw| __gk::reading(
                    raw,
                    <RankOptions as __gk::ActionOptions>::read,
                    move |options| __gk::output(
                        __gk::fallible(
                            rank(query, documents, options, __gk::given_ctx::<Ctx>(ctx)),
                            <Result<Vec<RankedDocument>> as __gk::Fallible>::into_result,
                        ),
                        <<Result<
                            Vec<RankedDocument>,
                        > as __gk::Fallible>::Ok as __gk::RerankerOutput>::output,
                    ),
                ),
            )
        }
    }
    impl __gk::RerankerHandle for rank {}
    __gk::inventory::submit!(__gk::Discovered::of:: < rank > ());
};
