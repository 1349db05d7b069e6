#[cfg(feature = "stories")]
pub(crate) fn story(Topic { name, .. }: Topic, out: Chunks<String>) -> Story {
    tell(name, out)
}
#[cfg(feature = "stories")]
#[allow(non_camel_case_types, dead_code, missing_docs)]
#[allow(missing_debug_implementations, unreachable_pub)]
pub(crate) struct Story {}
#[cfg(feature = "stories")]
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    #[automatically_derived]
    impl __gk::Handle for Story {
        type Input = Topic;
        type Output = Story;
        type Chunk = String;
        type Args = (Self::Input,);
        const DEF: __gk::Def = &__gk::action!(Flow, "stories/tell")
            .description("Tells.")
            .metadata(r#"{"team":"a","cost":-1.5}"#);
        fn call(i: Self::Input, _: __gk::Ctx, out: __gk::Out<Self>) -> __gk::Fut<Self> {
            let __f = __gk::ready(story(i, __gk::chunks(out)));
            __gk::infallible(__f)
        }
    }
    impl __gk::FlowHandle for Story {}
    __gk::inventory::submit!(__gk::Discovered::of:: < Story > ());
};
