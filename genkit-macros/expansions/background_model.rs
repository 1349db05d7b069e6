/// Films.
async fn acme_video(req: ModelRequest<VideoConfig>, ctx: Ctx) -> Result<Operation> {
    start(req)
}
/// Films.
#[allow(non_camel_case_types, dead_code, missing_docs)]
#[allow(missing_debug_implementations, unreachable_pub)]
struct acme_video {}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    #[automatically_derived]
    impl __gk::Handle for acme_video {
        type Input = __gk::ModelRequest;
        type Output = __gk::Operation;
        type Chunk = __gk::NoChunk;
        type Args = (Self::Input,);
        const DEF: __gk::Def = &__gk::action!(BackgroundModel, "acme/video")
            .description("Films.")
            .metadata(r#"{"model":{"label":"Acme Video"}}"#)
            .options("model", __gk::background_model_options::<Self>);
        fn call(i: Self::Input, ctx: __gk::Ctx, _: __gk::Out<Self>) -> __gk::Fut<Self> {
            __gk::Given::<Self>(i)
                .background_model(|i| {
                    let __f = acme_video(i, __gk::ctx(ctx));
                    __gk::fallible::<Result<Operation>>(__f)
                })
        }
    }
    impl __gk::BackgroundModelHandle for acme_video {
        type Request = ModelRequest<VideoConfig>;
        type Returned = <Result<Operation> as __gk::Fallible>::Ok;
        const CHECK: __gk::OperationFn = |i, c| __gk::run(video::check, i, c);
        const CANCEL: __gk::Cancel = __gk::Some(|i, c| __gk::run(cancel_video, i, c));
    }
    impl __gk::SupportsCancel for acme_video {}
    __gk::inventory::submit!(__gk::Discovered::background:: < acme_video > ());
};
