/// Counts.
async fn count(turn: Turn<Count>, ctx: Ctx) -> Result<String> {}
/// Counts.
#[allow(non_camel_case_types, dead_code, missing_docs)]
#[allow(missing_debug_implementations, unreachable_pub)]
struct count {}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    #[automatically_derived]
    impl __gk::BidiHandle for count {
        type Init = __gk::AgentStart;
        type Input = __gk::AgentInput;
        type Output = __gk::AgentOutput;
        type Chunk = __gk::AgentStreamChunk;
        const DEF: __gk::Def = &__gk::action!(Agent, "count").description("Counts.");
        fn call(
            b: Self::Init,
            i: __gk::Inputs<Self::Input>,
            c: __gk::Ctx,
            o: __gk::Chunks<Self::Chunk>,
        ) -> __gk::BidiFut<Self> {
            __gk::agent::<Self>(b, i, c, o)
        }
    }
    impl __gk::AgentHandle for count {
        type Turn = Turn<Count>;
        type Returned = <Result<String> as __gk::Fallible>::Ok;
        const SETTINGS: __gk::Settings = |b| b.session_store();
        fn turn(t: Self::Turn, ctx: __gk::Ctx) -> __gk::TurnFut<Self> {
            let __f = count(t, __gk::ctx(ctx));
            __gk::fallible::<Result<String>>(__f)
        }
    }
    __gk::inventory::submit!(__gk::declared_agent:: < count > ());
};
