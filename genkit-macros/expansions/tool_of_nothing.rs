fn now() -> u64 {
    0
}
#[allow(non_camel_case_types, dead_code, missing_docs)]
#[allow(missing_debug_implementations, unreachable_pub)]
struct now {}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    #[automatically_derived]
    impl __gk::Handle for now {
        type Input = __Parameters;
        type Output = u64;
        type Chunk = __gk::NoChunk;
        type Args = <Self::Input as __gk::Parameters>::Args;
        const DEF: __gk::Def = &__gk::action!(Tool, "now")
            .description("The time.")
            .metadata(r#"{"type":"tool"}"#);
        fn call(_: Self::Input, _: __gk::Ctx, _: __gk::Out<Self>) -> __gk::Fut<Self> {
            let __f = __gk::ready(now());
            __gk::infallible(__f)
        }
    }
    __gk::parameters! {
        now {}
    }
    impl __gk::ToolHandle for now {}
    __gk::inventory::submit!(__gk::Discovered::tool:: < now > ());
};
