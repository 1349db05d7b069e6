use genkit::prelude::*;

macro_rules! greetings {
    ($($name:ident($input:ident: $ty:ty) -> $out:ty => $hello:literal;)*) => {$(
        #[flow(name = $hello)]
        async fn $name($input: $ty, ctx: Ctx) -> $out {
            let _ = ctx;
            Ok([$hello.to_owned(), $input.to_string()].join(" "))
        }
    )*};
}

greetings! {
    hello(name: String) -> Result<String> => "hello";
    bye(name: u8) -> genkit::Result<String> => "bye";
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    assert_eq!(ai.run::<hello>("Ada".to_owned()).await?, "hello Ada");
    assert_eq!(ai.run_json("/flow/bye", 7.into()).await?, "bye 7");
    Ok(())
}
