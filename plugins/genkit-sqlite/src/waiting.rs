//! Who waits in this process for what is written in it.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};

use genkit::StoreKey;
use tokio::sync::Notify;

/// What one may wait for.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) enum Topic {
    Record(StoreKey),
    Stream(i64),
}

#[derive(Default)]
pub(crate) struct Waiting(Mutex<HashMap<Topic, Weak<Notify>>>);

impl Waiting {
    fn places(&self) -> MutexGuard<'_, HashMap<Topic, Weak<Notify>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A place among those who wait for this, until it is dropped.
    pub(crate) fn place(&self, topic: Topic) -> Arc<Notify> {
        let mut places = self.places();
        places.get(&topic).and_then(Weak::upgrade).unwrap_or_else(|| {
            places.retain(|_, place| place.strong_count() > 0);
            let place = Arc::default();
            places.insert(topic, Arc::downgrade(&place));
            place
        })
    }

    pub(crate) fn tell(&self, topic: &Topic) {
        let place = self.places().get(topic).and_then(Weak::upgrade);
        place.inspect(|place| place.notify_waiters());
    }
}
