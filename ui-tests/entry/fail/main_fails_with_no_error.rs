struct Failure;

#[genkit::main]
async fn main() -> std::result::Result<(), Failure> {
    Ok(())
}
