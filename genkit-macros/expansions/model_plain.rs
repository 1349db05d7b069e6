fn echo(req: ModelRequest) -> ModelResponse {
    req.into()
}
#[allow(non_camel_case_types, dead_code, missing_docs)]
#[allow(missing_debug_implementations, unreachable_pub)]
struct echo {}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    #[automatically_derived]
    impl __gk::Handle for echo {
        type Input = __gk::ModelRequest;
        type Output = __gk::ModelResponse;
        type Chunk = __gk::ModelResponseChunk;
        type Args = (Self::Input,);
        const DEF: __gk::Def = &__gk::action!(Model, "echo")
            .description("echo")
            .metadata(r#"{"model":{}}"#)
            .options("model", __gk::model_options::<Self>);
        fn call(i: Self::Input, _: __gk::Ctx, _: __gk::Out<Self>) -> __gk::Fut<Self> {
            __gk::Given::<Self>(i)
                .model(|i| {
                    let __f = __gk::ready(echo(i));
                    __gk::infallible(__f)
                })
        }
    }
    impl __gk::ModelHandle for echo {
        type Request = ModelRequest;
        type Returned = ModelResponse;
    }
    __gk::inventory::submit!(__gk::Discovered::of:: < echo > ());
};
