///Made of the schema in the prompt's file.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ::genkit::__private::Serialize)]
#[serde(crate = "::genkit::__private::serde")]
enum PoemRhyme {
    ///`couplet`
    #[serde(rename = "couplet")]
    Couplet,
    ///`cross`
    #[serde(rename = "cross")]
    Cross,
    ///`none`
    #[serde(rename = "none")]
    None,
}
///The input of the prompt `poem`.
#[derive(Clone, Debug, PartialEq, ::genkit::__private::Serialize)]
#[serde(crate = "::genkit::__private::serde")]
struct Poem {
    ///`subject`
    pub subject: ::std::string::String,
    ///`verses`
    pub verses: i64,
    ///`rhyme`
    pub rhyme: PoemRhyme,
}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    impl __gk::PromptInput for Poem {
        type Output = ::std::string::String;
        const PROMPT: &'static __gk::PromptDef = &__gk::PromptDef::new(
                &__gk::action!(ExecutablePrompt, "poem"),
                __gk::prompt_file!("edits/poem.prompt"),
            )
            .partials(&[("footer", __gk::prompt_file!("edits/_footer.prompt"))]);
    }
    __gk::inventory::submit!(__gk::prompt:: < Poem > ());
};
