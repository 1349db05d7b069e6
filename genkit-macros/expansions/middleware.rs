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
        const FIXED: ::core::option::Option<fn(Self::Config) -> __gk::Hooks> = ::core::option::Option::Some(|
            config|
        {
            let config = __gk::kept::<Self>(config);
            __gk::Hooks::new()
                .model(move |request, ctx, next| __gk::answer::<
                    Self,
                >({
                    let __f = filter(request, __gk::ctx(ctx), next, config());
                    __gk::fallible::<Result<ModelResponse>>(__f)
                }))
        });
        fn hooks(config: Self::Config, _: &__gk::Genkit) -> __gk::Result<__gk::Hooks> {
            __gk::fixed::<Self>(config)
        }
    }
    impl __gk::Answers for filter {
        type Returned = <Result<ModelResponse> as __gk::Fallible>::Ok;
    }
    __gk::inventory::submit!(__gk::DeclaredMiddleware::of:: < filter > ());
};
