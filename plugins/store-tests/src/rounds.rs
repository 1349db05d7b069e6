//! Operations a second of a store and of the bare driver below it, in turns within one run.

use std::fmt;
use std::time::{Duration, Instant};

/// How often each has its turn.
const ROUNDS: usize = 5;

/// Operations a second: the best of the rounds, in which whatever else the machine does disturbed least.
#[derive(Clone, Copy, Debug, Default)]
pub struct Rate(f64);

impl Rate {
    fn best(&mut self, operations: u32, time: Duration) {
        self.0 = self.0.max(f64::from(operations) / time.as_secs_f64());
    }
}

/// Measures both in turns, each for so many operations, and prints a line.
///
/// # Errors
/// What one of them failed with.
pub async fn beside<E>(
    what: &str,
    operations: u32,
    mut driver: impl AsyncFnMut(u32) -> Result<(), E>,
    mut store: impl AsyncFnMut(u32) -> Result<(), E>,
) -> Result<(), E> {
    let (mut bare, mut ours) = (Rate::default(), Rate::default());
    for _ in 0..ROUNDS {
        let began = Instant::now();
        driver(operations).await?;
        bare.best(operations, began.elapsed());
        let began = Instant::now();
        store(operations).await?;
        ours.best(operations, began.elapsed());
    }
    println!("{what:<40} driver {bare}   store {ours}   {:.2}", ours.0 / bare.0);
    Ok(())
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:>8.0}/s", self.0)
    }
}
