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
        const DEF: __gk::Def = &__gk::action!(Flow, "talk").description("Talks.");
        fn call(
            init: Self::Init,
            inputs: __gk::Inputs<Self::Input>,
            ctx: __gk::Ctx,
            out: __gk::Chunks<Self::Chunk>,
        ) -> __gk::BidiFut<Self> {
            let __f = talk(
                init,
                __gk::ctx(ctx),
                __gk::inputs(inputs),
                __gk::chunks(out),
            );
            __gk::fallible::<anyhow::Result<u32>>(__f)
        }
    }
    __gk::inventory::submit!(__gk::Discovered::bidi:: < talk > ());
};
