///Made of the schema in the prompt's file.
#[derive(Clone, Copy, Debug, Eq, PartialEq, ::genkit::__private::Serialize)]
#[serde(crate = "::genkit::__private::serde")]
enum TripTastesItemKind {
    ///`food`
    #[serde(rename = "food")]
    Food,
    ///`art`
    #[serde(rename = "art")]
    Art,
    ///`sport`
    #[serde(rename = "sport")]
    Sport,
}
///Made of the schema in the prompt's file.
#[derive(Clone, Debug, PartialEq, ::genkit::__private::Serialize)]
#[serde(crate = "::genkit::__private::serde")]
struct TripTastesItem {
    ///`kind`
    pub kind: TripTastesItemKind,
    ///`weight`
    pub weight: f64,
}
///The input of the prompt `trip`.
#[derive(Clone, Debug, PartialEq, ::genkit::__private::Serialize)]
#[serde(crate = "::genkit::__private::serde")]
struct Trip {
    ///`city`
    pub city: ::std::string::String,
    ///`days`
    pub days: i64,
    ///`budget`
    pub budget: f64,
    ///`tastes`
    pub tastes: ::std::vec::Vec<TripTastesItem>,
}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    impl __gk::PromptInput for Trip {
        type Output = __gk::serde_json::Value;
        const PROMPT: &'static __gk::PromptDef = &__gk::PromptDef::new(
                &__gk::action!(ExecutablePrompt, "trip"),
                __gk::prompt_file!("edits/trip.prompt"),
            )
            .tools(__gk::tools!(Trip, 0 1,));
    }
    __gk::tool!(
        Trip, 0 = get_weather, "get_weather" "find_hotel" in "edits/trip.prompt"
    );
    __gk::tool!(Trip, 1 = find_hotel, "get_weather" "find_hotel" in "edits/trip.prompt");
    __gk::named!(Trip, 0 1, "get_weather" in "edits/trip.prompt:12:5");
    __gk::named!(Trip, 0 1, "find_hotel" in "edits/trip.prompt:13:5");
    __gk::inventory::submit!(__gk::prompt:: < Trip > ());
};
