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
        type Input = __Parameters<
            String,
            u8,
            DateTime<Utc>,
            Option<Vec<String>>,
            String,
            Telephone,
        >;
        type Output = <Result<Booking> as __gk::Fallible>::Ok;
        type Chunk = __gk::NoChunk;
        type Args = (String, u8, DateTime<Utc>, Option<Vec<String>>, String, Telephone);
        const DEF: &'static __gk::ActionDef = &__gk::action!(Tool, "book_a_table")
            .description("Books a table.")
            .metadata(|| __gk::tool_metadata(__gk::ToolSpec {
                effect: ::core::option::Option::Some(__gk::Effect::Once),
                interrupt: true,
                ..__gk::ToolSpec::NONE
            }));
        fn pack(
            (
                restaurant,
                number_of_guests,
                date_and_time,
                special_requests,
                name_of_the_guest,
                telephone_number,
            ): Self::Args,
        ) -> Self::Input {
            __Parameters {
                restaurant,
                number_of_guests,
                date_and_time,
                special_requests,
                name_of_the_guest,
                telephone_number,
            }
        }
        fn unpack(
            __Parameters {
                restaurant,
                number_of_guests,
                date_and_time,
                special_requests,
                name_of_the_guest,
                telephone_number,
            }: Self::Input,
        ) -> Self::Args {
            (
                restaurant,
                number_of_guests,
                date_and_time,
                special_requests,
                name_of_the_guest,
                telephone_number,
            )
        }
        fn call(
            input: Self::Input,
            _: __gk::Ctx,
            _: __gk::Chunks<Self::Chunk>,
        ) -> __gk::BoxFuture<'static, __gk::Result<Self::Output>> {
            let (
                restaurant,
                number_of_guests,
                date_and_time,
                special_requests,
                name_of_the_guest,
                telephone_number,
            ) = Self::unpack(input);
            __gk::fallible(
                book_a_table(
                    restaurant,
                    number_of_guests,
                    date_and_time,
                    special_requests,
                    name_of_the_guest,
                    telephone_number,
                ),
                <Result<Booking> as __gk::Fallible>::into_result,
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
    pub struct __Parameters<__0, __1, __2, __3, __4, __5> {
        ///Name of the restaurant
        restaurant: __0,
        ///How many come
        number_of_guests: __1,
        ///When, in ISO 8601
        date_and_time: __2,
        ///Anything else
        special_requests: __3,
        ///Name of the guest
        name_of_the_guest: __4,
        ///Where to reach them
        telephone_number: __5,
    }
    impl __gk::ToolHandle for book_a_table {}
    __gk::inventory::submit!(__gk::Discovered::tool:: < book_a_table > ());
};
