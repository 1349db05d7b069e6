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
        const DEF: &'static __gk::ActionDef = &__gk::action!(Model, "echo")
            .metadata(|| __gk::config_schema(
                __gk::model_metadata(__gk::ModelSpec::NONE),
                <ModelRequest as __gk::HasConfig>::schema,
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
            __gk::reading(
                input,
                <ModelRequest as __gk::HasConfig>::read,
                move |request| __gk::output(
                    __gk::infallible(__gk::ready(echo(request))),
                    <ModelResponse as __gk::ModelOutput>::output,
                ),
            )
        }
    }
    impl __gk::ModelHandle for echo {
        type Config = <ModelRequest as __gk::HasConfig>::Config;
    }
    __gk::inventory::submit!(__gk::Discovered::of:: < echo > ());
};
