/// Greets somebody.
async fn greet(guest: Guest, ctx: Ctx) -> Result<GenerateOptions> {
    Ok(ctx.generate().to_options().await?)
}
/// Greets somebody.
#[allow(non_camel_case_types, dead_code, missing_docs)]
#[allow(missing_debug_implementations, unreachable_pub)]
struct greet {}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    #[automatically_derived]
    impl __gk::Handle for greet {
        type Input = Guest;
        type Output = __gk::GenerateOptions;
        type Chunk = __gk::NoChunk;
        type Args = (Self::Input,);
        const DEF: __gk::Def = &__gk::action!(ExecutablePrompt, "hello")
            .description("Greets somebody.")
            .metadata(
                r#"{"type":"prompt","prompt":{"name":"hello","input":{},"tools":[],"use":[]}}"#,
            );
        fn call(i: Self::Input, ctx: __gk::Ctx, _: __gk::Out<Self>) -> __gk::Fut<Self> {
            __gk::Given::<Self>(i)
                .prompt(|i| {
                    let __f = greet(i, __gk::ctx(ctx));
                    __gk::fallible::<Result<GenerateOptions>>(__f)
                })
        }
    }
    impl __gk::PromptFnHandle for greet {
        type Returned = <Result<GenerateOptions> as __gk::Fallible>::Ok;
    }
    __gk::inventory::submit!(__gk::Discovered::of:: < greet > ());
};
