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
        const DEF: __gk::Def = &__gk::action!(Flow, "tick");
        fn call(_: Self::Input, _: __gk::Ctx, _: __gk::Out<Self>) -> __gk::Fut<Self> {
            let __f = __gk::ready(tick());
            __gk::infallible(__f)
        }
    }
    impl __gk::FlowHandle for tick {}
    __gk::inventory::submit!(__gk::Discovered::of:: < tick > ());
};
