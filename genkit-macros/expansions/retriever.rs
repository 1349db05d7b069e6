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
        const DEF: __gk::Def = &__gk::action!(Retriever, "find")
            .metadata(r#"{"type":"retriever","info":{"label":"Menu"}}"#);
        fn call(i: Self::Input, ctx: __gk::Ctx, _: __gk::Out<Self>) -> __gk::Fut<Self> {
            __gk::Given::<Self>(i)
                .retriever(move |query, _| {
                    let __f = find(__gk::ctx(ctx), query);
                    __gk::fallible::<Result<Vec<Document>>>(__f)
                })
        }
    }
    impl __gk::RetrieverHandle for find {
        type Options = __gk::NoOptions;
        type Returned = <Result<Vec<Document>> as __gk::Fallible>::Ok;
    }
    __gk::inventory::submit!(__gk::Discovered::of:: < find > ());
};
