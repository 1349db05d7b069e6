fn chat(req: ModelRequest) -> ModelResponse {
    req.into()
}
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
        const DEF: __gk::Def = &__gk::action!(Model, "chat")
            .description("chat")
            .metadata(r#"{"model":{}}"#)
            .options("model", __gk::model_options::<Self>)
            .around(__gk::model_around::<Self>());
        fn call(i: Self::Input, _: __gk::Ctx, _: __gk::Out<Self>) -> __gk::Fut<Self> {
            __gk::Given::<Self>(i)
                .model(|i| {
                    let __f = __gk::ready(chat(i));
                    __gk::infallible(__f)
                })
        }
    }
    impl __gk::ModelHandle for chat {
        type Request = ModelRequest;
        type Returned = ModelResponse;
        __gk::middleware!(__gk::used:: < polite > (), Retry::new().max_retries(2));
    }
    __gk::inventory::submit!(__gk::Discovered::of:: < chat > ());
};
