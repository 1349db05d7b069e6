async fn index(documents: Vec<Document>, options: IndexOptions) -> Result<()> {}
#[allow(non_camel_case_types, dead_code, missing_docs)]
#[allow(missing_debug_implementations, unreachable_pub)]
struct index {}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    #[automatically_derived]
    impl __gk::Handle for index {
        type Input = __gk::IndexerRequest;
        type Output = __gk::IndexerResponse;
        type Chunk = __gk::NoChunk;
        type Args = (Self::Input,);
        const DEF: __gk::Def = &__gk::action!(Indexer, "index")
            .metadata(r#"{"type":"indexer"}"#)
            .options("indexer", __gk::indexer_options::<Self>);
        fn call(i: Self::Input, _: __gk::Ctx, _: __gk::Out<Self>) -> __gk::Fut<Self> {
            __gk::Given::<Self>(i)
                .indexer(move |documents, options| {
                    let __f = index(documents, options);
                    __gk::fallible::<Result<()>>(__f)
                })
        }
    }
    impl __gk::IndexerHandle for index {
        type Options = IndexOptions;
        type Returned = <Result<()> as __gk::Fallible>::Ok;
    }
    __gk::inventory::submit!(__gk::Discovered::of:: < index > ());
};
