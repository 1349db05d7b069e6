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
        const DEF: &'static __gk::ActionDef = &__gk::action!(Indexer, "index")
            .metadata(|| __gk::options_schema(
                __gk::indexer_metadata::<__gk::NoOptions>(::core::option::Option::None),
                "indexer",
                <IndexOptions as __gk::ActionOptions>::schema,
            ));
        fn pack((input,): Self::Args) -> Self::Input {
            input
        }
        fn unpack(input: Self::Input) -> Self::Args {
            (input,)
        }
        fn call(
            input: Self::Input,
            _: __gk::Ctx,
            _: __gk::Chunks<Self::Chunk>,
        ) -> __gk::BoxFuture<'static, __gk::Result<Self::Output>> {
            __gk::indexer(
                input,
                move |documents, raw| __gk::reading(
                    raw,
                    <IndexOptions as __gk::ActionOptions>::read,
                    move |options| __gk::output(
                        __gk::fallible(
                            index(documents, options),
                            <Result<()> as __gk::Fallible>::into_result,
                        ),
                        <<Result<
                            (),
                        > as __gk::Fallible>::Ok as __gk::IndexerOutput>::output,
                    ),
                ),
            )
        }
    }
    impl __gk::IndexerHandle for index {}
    __gk::inventory::submit!(__gk::Discovered::of:: < index > ());
};
