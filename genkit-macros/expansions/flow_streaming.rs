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
        type Args = (Topic,);
        const DEF: &'static __gk::ActionDef = &__gk::action!(Flow, "stories/tell")
            .description("Tells.")
            .extra(
                &[
                    ("team", __gk::MetaValue::Str("a")),
                    ("cost", __gk::MetaValue::Float(-1.5)),
                ],
            );
        fn pack((input,): Self::Args) -> Self::Input {
            input
        }
        fn unpack(input: Self::Input) -> Self::Args {
            (input,)
        }
        fn call(
            input: Self::Input,
            _: __gk::Ctx,
            out: __gk::Chunks<Self::Chunk>,
        ) -> __gk::BoxFuture<'static, __gk::Result<Self::Output>> {
            __gk::infallible(
                __gk::ready(story(input, __gk::given_chunks::<Chunks<String>, _>(out))),
            )
        }
    }
    impl __gk::FlowHandle for Story {}
    __gk::inventory::submit!(__gk::Discovered::of:: < Story > ());
};
