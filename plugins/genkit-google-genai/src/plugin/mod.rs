//! The plugins.

mod google_ai;

pub use google_ai::GoogleAi;
