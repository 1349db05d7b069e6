///Suggests dishes
#[derive(Clone, Debug, PartialEq, ::genkit::__private::Serialize)]
#[serde(crate = "::genkit::__private::serde")]
pub struct Menu {
    ///what the restaurant is about
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub theme: ::core::option::Option<::std::string::String>,
    ///`guests`
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub guests: ::core::option::Option<i64>,
    ///`vegan`
    pub vegan: bool,
}
///Made of the schema in the prompt's file.
#[derive(Clone, Debug, PartialEq, ::genkit::__private::Serialize)]
#[derive(::genkit::__private::Deserialize)]
#[serde(crate = "::genkit::__private::serde")]
pub struct MenuOutput {
    ///`dish`
    pub dish: ::std::string::String,
    ///`price`
    pub price: f64,
}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    __gk::described!(
        MenuOutput,
        "{\"type\":\"object\",\"properties\":{\"dish\":{\"type\":\"string\"},\"price\":{\"type\":\"number\"}},\"required\":[\"dish\",\"price\"],\"additionalProperties\":false}"
    );
    impl __gk::PromptInput for Menu {
        type Output = MenuOutput;
        const PROMPT: &'static __gk::PromptDef = &__gk::PromptDef::new(
                &__gk::action!(ExecutablePrompt, "menu").description("Suggests dishes"),
                __gk::prompt_file!("edits/menu.prompt"),
            )
            .partials(&[("greeting", __gk::prompt_file!("edits/_greeting.prompt"))])
            .tools(__gk::tools!(Menu, 0,));
    }
    __gk::tool!(Menu, 0 = get_weather, "get_weather" in "edits/menu.prompt");
    __gk::named!(Menu, 0, "get_weather" in "edits/menu.prompt:17:5");
    __gk::inventory::submit!(__gk::prompt:: < Menu > ());
};
