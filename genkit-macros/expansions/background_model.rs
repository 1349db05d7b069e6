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
        const DEF: &'static __gk::ActionDef = &__gk::action!(
            BackgroundModel, "acme/video"
        )
            .description("Films.")
            .metadata(|| __gk::config_schema(
                __gk::model_metadata(__gk::ModelSpec {
                    label: ::core::option::Option::Some("Acme Video"),
                    ..__gk::ModelSpec::NONE
                }),
                <ModelRequest<VideoConfig> as __gk::HasConfig>::schema,
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
            __gk::reading(
                input,
                <ModelRequest<VideoConfig> as __gk::HasConfig>::read,
                move |request| __gk::output(
                    __gk::fallible(
                        acme_video(request, __gk::given_ctx::<Ctx>(ctx)),
                        <Result<Operation> as __gk::Fallible>::into_result,
                    ),
                    <<Result<
                        Operation,
                    > as __gk::Fallible>::Ok as __gk::BackgroundOutput>::output,
                ),
            )
        }
    }
    impl __gk::BackgroundModelHandle for acme_video {
        type Config = <ModelRequest<VideoConfig> as __gk::HasConfig>::Config;
        const CANCELS: bool = true;
        fn check(
            operation: __gk::Operation,
            ctx: __gk::Ctx,
        ) -> __gk::BoxFuture<'static, __gk::Result<__gk::Operation>> {
            __gk::companion(video::check, operation, ctx)
        }
        fn cancel(
            operation: __gk::Operation,
            ctx: __gk::Ctx,
        ) -> __gk::BoxFuture<'static, __gk::Result<__gk::Operation>> {
            __gk::companion(cancel_video, operation, ctx)
        }
    }
    impl __gk::SupportsCancel for acme_video {}
    __gk::inventory::submit!(__gk::Discovered::background:: < acme_video > ());
};
