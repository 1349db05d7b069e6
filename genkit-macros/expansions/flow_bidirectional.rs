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
            b: Self::Init,
            i: __gk::Inputs<Self::Input>,
            c: __gk::Ctx,
            o: __gk::Chunks<Self::Chunk>,
        ) -> __gk::BidiFut<Self> {
            let __f = talk(b, __gk::ctx(c), __gk::inputs(i), __gk::chunks(o));
            __gk::fallible::<anyhow::Result<u32>>(__f)
        }
    }
    __gk::inventory::submit!(__gk::Discovered::bidi:: < talk > ());
};
