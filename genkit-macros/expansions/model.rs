/// Chats.
async fn chat(
    req: ModelRequest<ChatConfig>,
    ctx: Ctx,
    out: Chunks<ModelResponseChunk>,
) -> Result<ModelResponse> {
    ask(req)
}
/// Chats.
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
        const DEF: __gk::Def = &__gk::action!(Model, "acme/chat")
            .description("Chats.")
            .metadata(
                r#"{"model":{"label":"Acme Chat","versions":["acme-1","acme-2"],"supports":{"multiturn":true,"media":true,"tools":true,"systemRole":true,"context":false,"toolChoice":true,"output":["text","json"],"constrained":"no-tools"},"stage":"stable"}}"#,
            )
            .options("model", __gk::model_options::<Self>);
        fn call(
            i: Self::Input,
            ctx: __gk::Ctx,
            out: __gk::Out<Self>,
        ) -> __gk::Fut<Self> {
            __gk::Given::<Self>(i)
                .model(|i| {
                    let __f = chat(i, __gk::ctx(ctx), __gk::chunks(out));
                    __gk::fallible::<Result<ModelResponse>>(__f)
                })
        }
    }
    impl __gk::ModelHandle for chat {
        type Request = ModelRequest<ChatConfig>;
        type Returned = <Result<ModelResponse> as __gk::Fallible>::Ok;
    }
    __gk::inventory::submit!(__gk::Discovered::of:: < chat > ());
};
