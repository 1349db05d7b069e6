//! Operations a second, beside the raw driver.
fn main() {}
