//! All tests of the crate's public behaviour, in one binary.

// A test target without the standard harness is no test to clippy, which allows these in tests.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, clippy::indexing_slicing)]

/// One trial for each of the functions, named after its module.
macro_rules! trials {
    ($($name:ident),* $(,)?) => {
        pub(crate) fn trials() -> Vec<libtest_mimic::Trial> {
            let module = module_path!().rsplit("::").next().unwrap();
            vec![$(libtest_mimic::Trial::test(format!("{module}::{}", stringify!($name)), || {
                $name();
                Ok(())
            })),*]
        }
    };
}

mod bounds;
mod checks;
mod front_matter;
mod helpers;
mod messages;
mod oracle;
mod partials;
mod properties;
mod schemas;
mod support;
mod syntax;
mod templates;
mod whitespace;
mod witness;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let arguments = Arguments::from_args();
    let modules = [
        bounds::trials(),
        checks::trials(),
        front_matter::trials(),
        helpers::trials(),
        messages::trials(),
        oracle::trials(),
        partials::trials(),
        properties::trials(),
        schemas::trials(),
        syntax::trials(),
        templates::trials(),
        whitespace::trials(),
        witness::trials(),
    ];
    let trials: Vec<Trial> = modules.into_iter().flatten().collect();
    libtest_mimic::run(&arguments, trials).exit();
}
