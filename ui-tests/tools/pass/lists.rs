use genkit::prelude::*;

/// Doubles a number.
#[tool]
fn double(n: i64) -> i64 {
    n * 2
}

mod more {
    use genkit::prelude::*;

    /// Halves a number.
    #[tool]
    pub fn halve(n: i64) -> i64 {
        n / 2
    }
}

#[genkit::main(flavor = "current_thread")]
async fn main() -> Result<()> {
    let ai = Genkit::builder().build().await?;
    let _ = ai.generate().tools(tools![double, more::halve,]).tool("named");
    assert_eq!(actions![double].len(), 1);
    Ok(())
}
