async fn audit(next: ToolNext, call: ToolRequest) -> anyhow::Result<Part> {
    next.run(call).await
}
#[allow(non_camel_case_types, dead_code, missing_docs)]
#[allow(missing_debug_implementations, unreachable_pub)]
struct audit {}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    #[automatically_derived]
    impl __gk::MiddlewareHandle for audit {
        type Config = ();
        const NAME: &'static str = "audit";
        const SOURCE: ::core::option::Option<__gk::Source> = ::core::option::Option::Some(
            __gk::action!(Util, "audit").source(),
        );
        const FIXED: ::core::option::Option<fn(Self::Config) -> __gk::Hooks> = ::core::option::Option::Some(|
            _|
        {
            __gk::Hooks::new()
                .tool(move |request, _, next| __gk::tool_answer::<
                    Self,
                >({
                    let __f = audit(next, request);
                    __gk::fallible::<anyhow::Result<Part>>(__f)
                }))
        });
        fn hooks(config: Self::Config, _: &__gk::Genkit) -> __gk::Result<__gk::Hooks> {
            __gk::fixed::<Self>(config)
        }
        __gk::declared!(audit);
    }
    impl __gk::ToolAnswers for audit {
        type Returned = <anyhow::Result<Part> as __gk::Fallible>::Ok;
    }
    __gk::inventory::submit!(__gk::DeclaredMiddleware::of:: < audit > ());
};
