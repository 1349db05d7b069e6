/// Current weather in a city.
async fn get_weather(city: String, r#type: Option<Kind>, ctx: Ctx) -> Result<Weather> {
    look(city)
}
/// Current weather in a city.
#[allow(non_camel_case_types, dead_code, missing_docs)]
#[allow(missing_debug_implementations, unreachable_pub)]
struct get_weather {}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    #[automatically_derived]
    impl __gk::Handle for get_weather {
        type Input = __Parameters;
        type Output = <Result<Weather> as __gk::Fallible>::Ok;
        type Chunk = __gk::NoChunk;
        type Args = <Self::Input as __gk::Parameters>::Args;
        const DEF: __gk::Def = &__gk::action!(Tool, "get_weather")
            .description("Current weather in a city.")
            .metadata(r#"{"type":"tool","tool":{"effect":"read","title":"Weather"}}"#);
        fn call(i: Self::Input, ctx: __gk::Ctx, _: __gk::Out<Self>) -> __gk::Fut<Self> {
            let a = __gk::unpack::<Self>(i);
            let __f = get_weather(a.0, a.1, __gk::ctx(ctx));
            __gk::fallible::<Result<Weather>>(__f)
        }
    }
    __gk::parameters! {
        get_weather { #[doc = "City name, for example \"Oslo\""] city : String = 0,
        #[serde(default)] r#type : Option < Kind > = [1], }
    }
    impl __gk::ToolHandle for get_weather {}
    __gk::inventory::submit!(__gk::Discovered::tool:: < get_weather > ());
};
