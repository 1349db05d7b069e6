//! One at a time at a key, first come first served.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, Weak};

use tokio::sync::{Mutex as Queue, OwnedMutexGuard};

use super::store::StoreKey;
use crate::core::ctx::Ctx;
use crate::core::error::{Error, Result};

/// The queues of one process, by key. Cloning is cheap.
#[derive(Clone, Debug, Default)]
pub(crate) struct Queues(Arc<Mutex<HashMap<StoreKey, Weak<Queue<()>>>>>);

/// A place at the head of a queue; dropping it lets the next one in.
pub(crate) struct Place {
    _guard: OwnedMutexGuard<()>,
    queue: Arc<Taken>,
}

/// The queue that a place is in.
struct Taken(Arc<Queue<()>>);

/// That a place is held, as long as it is.
#[derive(Clone)]
pub(crate) struct Held(Weak<Taken>);

impl Place {
    pub(super) fn held(&self) -> Held {
        Held(Arc::downgrade(&self.queue))
    }
}

impl Held {
    pub(super) fn is_held(&self) -> bool {
        self.0.strong_count() > 0
    }

    fn is(&self, queue: &Arc<Queue<()>>) -> bool {
        self.0.upgrade().is_some_and(|taken| Arc::ptr_eq(&taken.0, queue))
    }
}

impl Queues {
    /// Waits for its turn at this key.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` if this is part of what holds the place: it would wait for itself.
    pub(crate) async fn enter(&self, key: &StoreKey) -> Result<Place> {
        let queue = self.queue(key);
        let above = Ctx::current().and_then(|ctx| ctx.session());
        if above.is_some_and(|above| above.holds(|held| held.is(&queue))) {
            return Err(Error::failed_precondition(format!(
                "this runs within a turn of session '{}', which would wait for itself: what is changed by \
                 `ctx.session()` is kept with the turn",
                key.id
            )));
        }
        Ok(Place { _guard: queue.clone().lock_owned().await, queue: Arc::new(Taken(queue)) })
    }

    fn queue(&self, key: &StoreKey) -> Arc<Queue<()>> {
        let mut queues = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = queues.get(key).and_then(Weak::upgrade) {
            return queue;
        }
        queues.retain(|_, queue| queue.strong_count() > 0);
        let queue = Arc::new(Queue::new(()));
        queues.insert(key.clone(), Arc::downgrade(&queue));
        queue
    }
}
