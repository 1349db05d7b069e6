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
        type Args = ();
        const DEF: &'static __gk::ActionDef = &__gk::action!(Tool, "now")
            .description("The time.");
        fn pack(_: Self::Args) -> Self::Input {
            __Parameters {}
        }
        fn unpack(__Parameters {}: Self::Input) -> Self::Args {
            ::core::default::Default::default()
        }
        fn call(
            _: Self::Input,
            _: __gk::Ctx,
            _: __gk::Chunks<Self::Chunk>,
        ) -> __gk::BoxFuture<'static, __gk::Result<Self::Output>> {
            __gk::infallible(__gk::ready(now()))
        }
    }
    #[derive(
        __gk::serde::Serialize,
        __gk::serde::Deserialize,
        __gk::schemars::JsonSchema
    )]
    #[serde(crate = "::genkit::__private::serde")]
    #[schemars(crate = "::genkit::__private::schemars")]
    pub struct __Parameters {}
    impl __gk::ToolHandle for now {}
    __gk::inventory::submit!(__gk::Discovered::tool:: < now > ());
};
