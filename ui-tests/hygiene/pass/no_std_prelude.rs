#![no_implicit_prelude]

#[::genkit::flow]
async fn greet(name: ::std::string::String) -> ::genkit::Result<::std::string::String> {
    ::std::result::Result::Ok(name)
}

fn main() {}
