//! What came of a generate call.

/// What came of a generate call.
#[derive(Debug)]
pub struct GenerateResponse;
