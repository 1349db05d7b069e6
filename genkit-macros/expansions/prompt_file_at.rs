struct Dish {
    dish: String,
    price: f64,
}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    impl __gk::PicoObject for Dish {}
    const _: __gk::PromptFile = __gk::prompt_file!("edits/menu.prompt");
    const _: () = __gk::pico::string::<String>();
    const _: () = __gk::pico::float::<f64>();
};
