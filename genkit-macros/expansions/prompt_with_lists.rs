///Made of the schema in the prompt's file.
#[derive(Clone, Debug, PartialEq, ::genkit::__private::Serialize)]
#[serde(crate = "::genkit::__private::serde")]
struct OrderCustomer {
    ///`name`
    pub name: ::std::string::String,
    ///`vip`
    pub vip: bool,
}
///Made of the schema in the prompt's file.
#[derive(Clone, Debug, PartialEq, ::genkit::__private::Serialize)]
#[serde(crate = "::genkit::__private::serde")]
struct OrderLinesItem {
    ///`article`
    pub article: ::std::string::String,
    ///`count`
    pub count: i64,
}
///Reads orders
#[derive(Clone, Debug, PartialEq, ::genkit::__private::Serialize)]
#[serde(crate = "::genkit::__private::serde")]
struct Order {
    ///`customer`
    pub customer: OrderCustomer,
    ///`lines`
    pub lines: ::std::vec::Vec<OrderLinesItem>,
}
///Made of the schema in the prompt's file.
#[derive(Clone, Debug, PartialEq, ::genkit::__private::Serialize)]
#[derive(::genkit::__private::Deserialize)]
#[serde(crate = "::genkit::__private::serde")]
struct OrderOutput {
    ///`total`
    pub total: f64,
}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    __gk::described!(
        OrderOutput,
        "{\"type\":\"object\",\"properties\":{\"total\":{\"type\":\"number\"}},\"required\":[\"total\"],\"additionalProperties\":false}"
    );
    impl __gk::PromptInput for Order {
        type Output = OrderOutput;
        const PROMPT: &'static __gk::PromptDef = &__gk::PromptDef::new(
                &__gk::action!(ExecutablePrompt, "order").description("Reads orders"),
                __gk::prompt_file!("edits/order.prompt"),
            )
            .tools(__gk::tools!(Order, 0,));
    }
    __gk::tool!(Order, 0 = find_article, "find_article" in "edits/order.prompt");
    __gk::named!(Order, 0, "find_article" in "edits/order.prompt:12:5");
    __gk::inventory::submit!(__gk::prompt:: < Order > ());
};
