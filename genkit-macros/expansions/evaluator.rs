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
        const DEF: &'static __gk::ActionDef = &__gk::action!(Evaluator, "polite")
            .metadata(|| __gk::options_schema(
                __gk::evaluator_metadata::<
                    __gk::NoOptions,
                >(__gk::EvaluatorSpec {
                    display_name: "Politeness",
                    definition: "Is it polite?",
                    is_billed: false,
                }),
                "evaluator",
                <PoliteOptions as __gk::ActionOptions>::schema,
            ));
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
            __gk::evaluator(
                input,
                ::core::clone::Clone::clone(&ctx),
                move |case, raw| {
                    let ctx = ::core::clone::Clone::clone(&ctx);
                    __gk::reading(
                        raw,
                        <PoliteOptions as __gk::ActionOptions>::read,
                        move |options| __gk::output(
                            __gk::fallible(
                                polite(case, options, __gk::given_ctx::<Ctx>(ctx)),
                                <Result<Score> as __gk::Fallible>::into_result,
                            ),
                            <<Result<
                                Score,
                            > as __gk::Fallible>::Ok as __gk::EvaluatorOutput>::output,
                        ),
                    )
                },
            )
        }
    }
    impl __gk::EvaluatorHandle for polite {}
    __gk::inventory::submit!(__gk::Discovered::of:: < polite > ());
};
