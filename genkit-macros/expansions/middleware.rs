/// Refuses words.
async fn filter(
    request: ModelRequest,
    ctx: Ctx,
    next: ModelNext,
    words: Words,
) -> Result<ModelResponse> {
    next.run(request).await
}
/// Refuses words.
#[allow(non_camel_case_types, dead_code, missing_docs)]
#[allow(missing_debug_implementations, unreachable_pub)]
struct filter {}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    #[automatically_derived]
    impl __gk::MiddlewareHandle for filter {
        type Config = Words;
        const NAME: &'static str = "acme/filter";
        const DESCRIPTION: ::core::option::Option<&'static str> = ::core::option::Option::Some(
            "Refuses words.",
        );
        const SOURCE: ::core::option::Option<__gk::Source> = ::core::option::Option::Some(
            __gk::action!(Util, "acme/filter").source(),
        );
        fn hooks(config: Self::Config, _: &__gk::Genkit) -> __gk::Result<__gk::Hooks> {
            ::core::result::Result::Ok(
                __gk::Hooks::new()
                    .model(move |request, ctx, next| __gk::output(
                        __gk::fallible(
                            filter(
                                request,
                                __gk::given_ctx::<Ctx>(ctx),
                                next,
                                __gk::configured(&config),
                            ),
                            <Result<ModelResponse> as __gk::Fallible>::into_result,
                        ),
                        <<Result<
                            ModelResponse,
                        > as __gk::Fallible>::Ok as __gk::AnswerOutput>::output,
                    )),
            )
        }
    }
    __gk::inventory::submit!(__gk::DeclaredMiddleware::of:: < filter > ());
};
