use provider_tests::Difference;
pub(super) const ALL: &[Difference] = &[];
