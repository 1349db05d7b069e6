struct Menu {
    theme: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    guests: Option<u8>,
    vegan: bool,
}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    impl __gk::PromptInput for Menu {
        type Output = Dish;
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
    const _: () = __gk::pico::string::<String>();
    const _: () = __gk::pico::integer::<u8>();
    const _: () = __gk::pico::boolean::<bool>();
};
