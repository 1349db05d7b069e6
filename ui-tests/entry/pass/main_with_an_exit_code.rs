use std::process::ExitCode;

#[genkit::main(flavor = "current_thread")]
async fn main() -> genkit::Result<ExitCode> {
    Ok(ExitCode::SUCCESS)
}
