//! All tests of the crate's public behaviour, in one binary.

mod witness;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let trials: Vec<Trial> = [witness::trials()].into_iter().flatten().collect();
    libtest_mimic::run(&arguments, trials).exit();
}
