/// Books a table.
async fn book_a_table(
    restaurant: String,
    number_of_guests: u8,
    date_and_time: DateTime<Utc>,
    special_requests: Option<Vec<String>>,
    name_of_the_guest: String,
    telephone_number: Telephone,
) -> Result<Booking> {
    book()
}
/// Books a table.
#[allow(non_camel_case_types, dead_code, missing_docs)]
#[allow(missing_debug_implementations, unreachable_pub)]
struct book_a_table {}
#[allow(unused_qualifications)]
const _: () = {
    use ::genkit::__private as __gk;
    #[automatically_derived]
    impl __gk::Handle for book_a_table {
        type Input = __Parameters;
        type Output = <Result<Booking> as __gk::Fallible>::Ok;
        type Chunk = __gk::NoChunk;
        type Args = <Self::Input as __gk::Parameters>::Args;
        const DEF: __gk::Def = &__gk::action!(Tool, "book_a_table")
            .description("Books a table.")
            .metadata(
                r#"{"type":"tool","tool":{"effect":"once","interrupt":true,"restartable":false}}"#,
            );
        fn call(i: Self::Input, _: __gk::Ctx, _: __gk::Out<Self>) -> __gk::Fut<Self> {
            let a = __gk::unpack::<Self>(i);
            let __f = book_a_table(a.0, a.1, a.2, a.3, a.4, a.5);
            __gk::fallible::<Result<Booking>>(__f)
        }
    }
    __gk::parameters! {
        book_a_table { #[doc = "Name of the restaurant"] restaurant : String = 0, #[doc =
        "How many come"] number_of_guests : u8 = 1, #[doc = "When, in ISO 8601"]
        date_and_time : DateTime < Utc > = 2, #[doc = "Anything else"] special_requests :
        Option < Vec < String > > = 3, #[doc = "Name of the guest"] name_of_the_guest :
        String = 4, #[doc = "Where to reach them"] telephone_number : Telephone = 5, }
    }
    impl __gk::ToolHandle for book_a_table {}
    __gk::inventory::submit!(__gk::Discovered::tool:: < book_a_table > ());
};
