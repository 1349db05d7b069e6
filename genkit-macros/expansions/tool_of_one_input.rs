/// Cooks.
async fn cook(ctx: Ctx, dish: Dish) -> Result<ToolOutput> {
    serve(dish)
}
/// Cooks.
#[allow(non_camel_case_types, dead_code, missing_docs)]
#[allow(missing_debug_implementations, unreachable_pub)]
struct cook {}
#[allow(unused_qualifications)]
const _: () = {
    use ::kit::__private as __gk;
    #[automatically_derived]
    impl __gk::Handle for cook {
        type Input = Dish;
        type Output = <Result<ToolOutput> as __gk::Fallible>::Ok;
        type Chunk = __gk::NoChunk;
        type Args = (Self::Input,);
        const DEF: __gk::Def = &__gk::action!(ToolV2, "cook")
            .description("Cooks.")
            .metadata(r#"{"type":"tool.v2","tool":{"multipart":true}}"#);
        fn call(i: Self::Input, ctx: __gk::Ctx, _: __gk::Out<Self>) -> __gk::Fut<Self> {
            let __f = cook(__gk::ctx(ctx), i);
            __gk::fallible::<Result<ToolOutput>>(__f)
        }
    }
    const _: () = __gk::assert_multipart::<<cook as __gk::Handle>::Output>();
    impl __gk::ToolHandle for cook {}
    __gk::inventory::submit!(__gk::Discovered::tool:: < cook > ());
};
