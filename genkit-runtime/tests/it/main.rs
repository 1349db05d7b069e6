//! What users see of the runtime.
