/// Talks.
async fn talk(
    who: Name,
    ctx: Ctx,
    inputs: Inputs<String>,
    out: Chunks<Reply>,
) -> anyhow::Result<u32> {
    listen(inputs).await
}
/// Talks.
#[allow(non_camel_case_types, dead_code, missing_docs)]
#[allow(missing_debug_implementations, unreachable_pub)]
struct talk {}
#[allow(unused_qualifications)]
const _: () = {
    use crate::genkit::__private as __gk;
    #[automatically_derived]
    impl __gk::BidiHandle for talk {
        type Init = Name;
        type Input = String;
        type Output = <anyhow::Result<u32> as __gk::Fallible>::Ok;
        type Chunk = Reply;
        const DEF: &'static __gk::ActionDef = &__gk::action!(Flow, "talk")
            .description("Talks.");
        fn call(
            init: Self::Init,
            inputs: __gk::Inputs<Self::Input>,
            ctx: __gk::Ctx,
            out: __gk::Chunks<Self::Chunk>,
        ) -> __gk::BoxFuture<'static, __gk::Result<Self::Output>> {
            __gk::fallible(
                talk(
                    init,
                    __gk::given_ctx::<Ctx>(ctx),
                    __gk::given_inputs::<Inputs<String>, _>(inputs),
                    __gk::given_chunks::<Chunks<Reply>, _>(out),
                ),
                <anyhow::Result<u32> as __gk::Fallible>::into_result,
            )
        }
    }
    __gk::inventory::submit!(__gk::Discovered::bidi:: < talk > ());
};
