//# again: the main function, not an action

struct Failure;

#[genkit::main]
async fn main() -> std::result::Result<(), Failure> {
    Ok(())
}
