async fn polite(case: EvalCase, options: PoliteOptions, ctx: Ctx) -> Result<Score> {}
#[allow(non_camel_case_types, dead_code, missing_docs)]
#[allow(missing_debug_implementations, unreachable_pub)]
struct polite {}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    #[automatically_derived]
    impl __gk::Handle for polite {
        type Input = __gk::EvalRequest;
        type Output = __gk::EvalResponse;
        type Chunk = __gk::NoChunk;
        type Args = (Self::Input,);
        const DEF: __gk::Def = &__gk::action!(Evaluator, "polite")
            .metadata(
                r#"{"type":"evaluator","evaluator":{"evaluatorIsBilled":false,"evaluatorDisplayName":"Politeness","evaluatorDefinition":"Is it polite?"}}"#,
            )
            .options("evaluator", __gk::evaluator_options::<Self>);
        fn call(i: Self::Input, ctx: __gk::Ctx, _: __gk::Out<Self>) -> __gk::Fut<Self> {
            __gk::Given::<Self>(i)
                .evaluator(
                    ctx,
                    move |case, options, ctx| {
                        let __f = polite(case, options, __gk::ctx(ctx));
                        __gk::fallible::<Result<Score>>(__f)
                    },
                )
        }
    }
    impl __gk::EvaluatorHandle for polite {
        type Options = PoliteOptions;
        type Returned = <Result<Score> as __gk::Fallible>::Ok;
    }
    __gk::inventory::submit!(__gk::Discovered::of:: < polite > ());
};
