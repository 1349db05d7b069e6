/// Suggests a dish for a restaurant theme.
#[flow_helper]
pub async fn suggest_dish(theme: String, ctx: Ctx) -> Result<Dish> {
    ctx.generate().await
}
/// Suggests a dish for a restaurant theme.
#[allow(non_camel_case_types, dead_code, missing_docs)]
#[allow(missing_debug_implementations, unreachable_pub)]
pub struct suggest_dish {}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    #[automatically_derived]
    impl __gk::Handle for suggest_dish {
        type Input = String;
        type Output = <Result<Dish> as __gk::Fallible>::Ok;
        type Chunk = __gk::NoChunk;
        type Args = (Self::Input,);
        const DEF: __gk::Def = &__gk::action!(Flow, "suggest_dish")
            .description("Suggests a dish for a restaurant theme.");
        fn call(i: Self::Input, ctx: __gk::Ctx, _: __gk::Out<Self>) -> __gk::Fut<Self> {
            let __f = suggest_dish(i, __gk::ctx(ctx));
            __gk::fallible::<Result<Dish>>(__f)
        }
    }
    impl __gk::FlowHandle for suggest_dish {}
    __gk::inventory::submit!(__gk::Discovered::of:: < suggest_dish > ());
};
