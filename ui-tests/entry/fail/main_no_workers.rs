use genkit::prelude::*;

#[genkit::main(worker_threads = 0)]
async fn main() -> Result<()> {
    Ok(())
}
