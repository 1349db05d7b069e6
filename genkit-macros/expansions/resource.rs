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
        const DEF: __gk::Def = &__gk::action!(Resource, "file")
            .description("Files.")
            .metadata(r#"{"type":"resource","resource":{"template":"file://{path}"}}"#);
        fn call(i: Self::Input, ctx: __gk::Ctx, _: __gk::Out<Self>) -> __gk::Fut<Self> {
            __gk::Given::<Self>(i)
                .resource(move |uri| {
                    let __f = file(uri, __gk::ctx(ctx));
                    __gk::fallible::<Result<Vec<Part>>>(__f)
                })
        }
    }
    impl __gk::ResourceHandle for file {
        type Returned = <Result<Vec<Part>> as __gk::Fallible>::Ok;
        const SPEC: __gk::ResourceSpec = __gk::ResourceSpec::template("file://{path}");
    }
    __gk::inventory::submit!(__gk::Discovered::of:: < file > ());
};
