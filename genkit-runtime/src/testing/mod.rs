//! Doubles and test models.
