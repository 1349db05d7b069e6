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
        const DEF: __gk::Def = &__gk::action!(Reranker, "rank")
            .metadata(r#"{"type":"reranker","info":{"label":"R"}}"#)
            .options("reranker", __gk::reranker_options::<Self>);
        fn call(i: Self::Input, ctx: __gk::Ctx, _: __gk::Out<Self>) -> __gk::Fut<Self> {
            __gk::Given::<Self>(i)
                .reranker(move |query, documents, options| {
                    let __f = rank(query, documents, options, __gk::ctx(ctx));
                    __gk::fallible::<Result<Vec<RankedDocument>>>(__f)
                })
        }
    }
    impl __gk::RerankerHandle for rank {
        type Options = RankOptions;
        type Returned = <Result<Vec<RankedDocument>> as __gk::Fallible>::Ok;
    }
    __gk::inventory::submit!(__gk::Discovered::of:: < rank > ());
};
