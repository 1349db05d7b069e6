//! One at a time at a key, first come first served.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{Mutex as Queue, OwnedMutexGuard};

use super::store::StoreKey;

/// The queues of one process, by key. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub(crate) struct Queues(Arc<Mutex<HashMap<StoreKey, Weak<Queue<()>>>>>);

/// A place at the head of a queue; dropping it lets the next one in.
pub(crate) type Place = OwnedMutexGuard<()>;

impl Queues {
    /// Waits for its turn at this key.
    pub(crate) async fn enter(&self, key: &StoreKey) -> Place {
        let queue = {
            let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if let Some(queue) = queues.get(key).and_then(Weak::upgrade) {
                queue
            } else {
                queues.retain(|_, queue| queue.strong_count() > 0);
                let queue = Arc::new(Queue::new(()));
                queues.insert(key.clone(), Arc::downgrade(&queue));
                queue
            }
        };
        queue.lock_owned().await
    }
}
