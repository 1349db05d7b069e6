#![allow(dead_code, non_camel_case_types)]

mod shadows {
    pub struct Result;
    pub struct Option;
    pub struct String;
    pub struct Vec;
    pub struct Box;
    pub struct Some;
    pub struct None;
    pub struct Ok;
    pub struct Err;
    pub struct Send;
    pub struct Future;
    pub mod std {}
    pub mod core {}
    pub mod alloc {}
    pub mod serde {}
    pub mod schemars {}
    pub mod genkit {}
}

mod flows {
    use ::genkit::{Chunks, Ctx, ModelRequest, ModelResponse, ModelResponseChunk, flow, model, tool};

    #[allow(unused_imports)]
    use super::shadows::*;

    type Text = ::std::string::String;
    type Answer = ::genkit::Result<Text>;

    #[flow]
    pub async fn greet(input: Text, ctx: Ctx, out: Chunks<Text>) -> ::genkit::Result<Text> {
        let _ = (ctx, out);
        ::std::result::Result::Ok(input)
    }

    /// Greets someone.
    #[tool(effect = "read")]
    pub async fn hello(input: Text, request: u8, ctx: Ctx) -> ::genkit::Result<Text> {
        let _ = (request, ctx);
        ::std::result::Result::Ok(input)
    }

    #[model(supports(tools), label = "Chat", metadata(team = "menu"))]
    pub async fn chat(input: ModelRequest, out: Chunks<ModelResponseChunk>) -> ::genkit::Result<ModelResponse> {
        let _ = (input, out);
        ::std::result::Result::Ok(ModelResponse::text("hello"))
    }

    pub fn typed(answer: Answer) -> Answer {
        answer
    }
}

#[::genkit::main(flavor = "current_thread")]
async fn main() -> ::genkit::Result<()> {
    let ai = ::genkit::Genkit::builder().build().await?;
    assert_eq!(ai.run::<flows::greet>("Ada".to_owned()).await?, "Ada");
    Ok(())
}
