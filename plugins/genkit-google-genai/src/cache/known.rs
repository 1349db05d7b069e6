//! What this process had kept: it need not be looked for at the provider's.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, SystemTime};

use super::CachedContent;

/// What was kept, by whose it is and what it holds, until it ends. Clones share it.
#[derive(Clone, Default)]
pub(crate) struct Known(Arc<Mutex<HashMap<String, Kept>>>);

struct Kept {
    content: CachedContent,
    ends: SystemTime,
}

impl Known {
    /// What is kept at this time.
    pub(super) fn find(&self, key: &str, now: SystemTime) -> Option<CachedContent> {
        self.with(|all| all.get(key).filter(|kept| kept.ends > now).map(|kept| kept.content.clone()))
    }

    /// Remembers what was kept, or kept on, just now.
    pub(super) fn keep(&self, key: &str, content: &CachedContent, now: SystemTime, ttl: Duration) {
        let kept = Kept { content: content.clone(), ends: now + ttl };
        self.with(|all| {
            all.retain(|_, kept| kept.ends > now);
            all.insert(key.to_owned(), kept);
        });
    }

    /// What is not kept any more, by its name.
    pub(super) fn forget(&self, name: &str) {
        self.with(|all| all.retain(|_, kept| kept.content.name != name));
    }

    fn with<T>(&self, change: impl FnOnce(&mut HashMap<String, Kept>) -> T) -> T {
        change(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl std::fmt::Debug for Known {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Known")
    }
}
