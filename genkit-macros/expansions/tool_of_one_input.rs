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
        const DEF: &'static __gk::ActionDef = &__gk::action!(ToolV2, "cook")
            .description("Cooks.")
            .metadata(|| __gk::tool_metadata(__gk::ToolSpec {
                multipart: true,
                ..__gk::ToolSpec::NONE
            }));
        fn pack((input,): Self::Args) -> Self::Input {
            input
        }
        fn unpack(input: Self::Input) -> Self::Args {
            (input,)
        }
        fn call(
            input: Self::Input,
            ctx: __gk::Ctx,
            _: __gk::Chunks<Self::Chunk>,
        ) -> __gk::BoxFuture<'static, __gk::Result<Self::Output>> {
            __gk::fallible(
                cook(__gk::given_ctx::<Ctx>(ctx), input),
                <Result<ToolOutput> as __gk::Fallible>::into_result,
            )
        }
    }
    const _: () = __gk::assert_multipart::<<cook as __gk::Handle>::Output>();
    impl __gk::ToolHandle for cook {}
    __gk::inventory::submit!(__gk::Discovered::tool:: < cook > ());
};
