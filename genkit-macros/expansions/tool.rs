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
        type Input = __Parameters<String>;
        type Output = <Result<Weather> as __gk::Fallible>::Ok;
        type Chunk = __gk::NoChunk;
        type Args = (String, Option<Kind>);
        const DEF: &'static __gk::ActionDef = &__gk::action!(Tool, "get_weather")
            .description("Current weather in a city.")
            .metadata(|| __gk::tool_metadata(__gk::ToolSpec {
                effect: ::core::option::Option::Some(__gk::Effect::Read),
                title: ::core::option::Option::Some("Weather"),
                ..__gk::ToolSpec::NONE
            }));
        fn pack((city, r#type): Self::Args) -> Self::Input {
            __Parameters { city, r#type }
        }
        fn unpack(__Parameters { city, r#type }: Self::Input) -> Self::Args {
            (city, r#type)
        }
        fn call(
            input: Self::Input,
            ctx: __gk::Ctx,
            _: __gk::Chunks<Self::Chunk>,
        ) -> __gk::BoxFuture<'static, __gk::Result<Self::Output>> {
            let (city, r#type) = Self::unpack(input);
            __gk::fallible(
                get_weather(city, r#type, __gk::given_ctx::<Ctx>(ctx)),
                <Result<Weather> as __gk::Fallible>::into_result,
            )
        }
    }
    #[derive(
        __gk::serde::Serialize,
        __gk::serde::Deserialize,
        __gk::schemars::JsonSchema
    )]
    #[serde(crate = "::genkit::__private::serde")]
    #[schemars(crate = "::genkit::__private::schemars")]
    pub struct __Parameters<__0> {
        ///City name, for example "Oslo"
        city: __0,
        #[serde(default)]
        r#type: Option<Kind>,
    }
    impl __gk::ToolHandle for get_weather {}
    __gk::inventory::submit!(__gk::Discovered::tool:: < get_weather > ());
};
