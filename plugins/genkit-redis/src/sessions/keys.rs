//! The names of what is kept. Whatever a tenant, a collection or an id says, no two names are the same, since parts
//! are told by their lengths; and all of one collection bear one hash tag.

use genkit::StoreKey;

pub(super) struct Keys {
    /// The ids, sorted.
    pub(super) ids: String,
    /// The ids of records whose life ends, by when.
    pub(super) ends: String,
    /// The last version of records that went, or will.
    pub(super) last: String,
    records: String,
}

impl Keys {
    pub(super) fn of(prefix: &str, tenant: &str, collection: &str) -> Self {
        let all = format!("{prefix}:{{{}:{tenant}:{}:{collection}}}", tenant.len(), collection.len());
        Self {
            ids: format!("{all}:ids"),
            ends: format!("{all}:ends"),
            last: format!("{all}:last"),
            records: format!("{all}:record:"),
        }
    }

    pub(super) fn of_record(prefix: &str, key: &StoreKey) -> Self {
        Self::of(prefix, &key.tenant, &key.collection)
    }

    pub(super) fn record(&self, id: &str) -> String {
        format!("{}{id}", self.records)
    }
}

#[cfg(test)]
mod tests {
    use super::Keys;

    #[test]
    fn parts_are_told_apart_and_share_a_tag() {
        let record = |tenant, collection, id| Keys::of("g", tenant, collection).record(id);
        assert_eq!(record("acme", "session", "1"), "g:{4:acme:7:session}:record:1");
        assert_ne!(record("a", "b}:record:c", "d"), record("a", "b", "c}:record:d"));
        assert_ne!(record("a:1:b", "c", "d"), record("a", "b", "c"));
    }
}
