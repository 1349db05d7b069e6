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
        type Args = (String,);
        const DEF: &'static __gk::ActionDef = &__gk::action!(Flow, "suggest_dish")
            .description("Suggests a dish for a restaurant theme.");
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
                suggest_dish(input, __gk::given_ctx::<Ctx>(ctx)),
                <Result<Dish> as __gk::Fallible>::into_result,
            )
        }
    }
    impl __gk::FlowHandle for suggest_dish {}
    __gk::inventory::submit!(__gk::Discovered::of:: < suggest_dish > ());
};
