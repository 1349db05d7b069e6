fn tick() {}
#[allow(non_camel_case_types, dead_code, missing_docs)]
#[allow(missing_debug_implementations, unreachable_pub)]
struct tick {}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    #[automatically_derived]
    impl __gk::Handle for tick {
        type Input = ();
        type Output = ();
        type Chunk = __gk::NoChunk;
        type Args = ();
        const DEF: &'static __gk::ActionDef = &__gk::action!(Flow, "tick");
        fn pack(_: Self::Args) -> Self::Input {}
        fn unpack(_: Self::Input) -> Self::Args {}
        fn call(
            _: Self::Input,
            _: __gk::Ctx,
            _: __gk::Chunks<Self::Chunk>,
        ) -> __gk::BoxFuture<'static, __gk::Result<Self::Output>> {
            __gk::infallible(__gk::ready(tick()))
        }
    }
    impl __gk::FlowHandle for tick {}
    __gk::inventory::submit!(__gk::Discovered::of:: < tick > ());
};
