//! What stands in for the function of a handle in one runtime. Costs one look at a flag where nothing does.

use std::any::{Any, TypeId};
use std::collections::HashMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use super::Genkit;
use crate::core::action::{BidiCallable, BidiHandle, Callable, Handle};
use crate::core::operation::{BackgroundModelHandle, CompanionDouble};

type BidiFn<H> = BidiCallable<
    <H as BidiHandle>::Init,
    <H as BidiHandle>::Input,
    <H as BidiHandle>::Output,
    <H as BidiHandle>::Chunk,
>;

#[derive(Default)]
pub(super) struct Replacements {
    any: AtomicBool,
    by_handle: RwLock<HashMap<TypeId, Arc<dyn Any + Send + Sync>>>,
}

/// Tells the companions of a handle from the handle itself.
struct CompanionOf<H>(std::marker::PhantomData<H>);

impl Replacements {
    fn get<K: 'static, V: Any + Send + Sync>(&self) -> Option<Arc<V>> {
        if !self.any.load(Ordering::Relaxed) {
            return None;
        }
        let by_handle = self.by_handle.read().unwrap_or_else(PoisonError::into_inner);
        by_handle.get(&TypeId::of::<K>())?.clone().downcast().ok()
    }

    #[cfg(feature = "testing")]
    fn set<K: 'static>(&self, value: Arc<dyn Any + Send + Sync>) {
        let mut by_handle = self.by_handle.write().unwrap_or_else(PoisonError::into_inner);
        by_handle.insert(TypeId::of::<K>(), value);
        self.any.store(true, Ordering::Relaxed);
    }
}

impl Genkit {
    pub(crate) fn replacement<H: Handle>(&self) -> Option<Callable<H::Input, H::Output, H::Chunk>> {
        self.0
            .replacements
            .get::<H, Callable<H::Input, H::Output, H::Chunk>>()
            .map(|callable| (*callable).clone())
    }

    pub(crate) fn companion<H: BackgroundModelHandle>(&self) -> Option<Arc<CompanionDouble>> {
        self.0.replacements.get::<CompanionOf<H>, CompanionDouble>()
    }

    pub(crate) fn bidi_replacement<H: BidiHandle>(&self) -> Option<BidiFn<H>> {
        self.0.replacements.get::<H, BidiFn<H>>().map(|callable| (*callable).clone())
    }

    #[cfg(feature = "testing")]
    pub(crate) fn replace_bidi<H: BidiHandle>(&self, with: BidiFn<H>) {
        self.0.replacements.set::<H>(Arc::new(with));
    }

    #[cfg(feature = "testing")]
    pub(crate) fn replace<H: Handle>(&self, with: Callable<H::Input, H::Output, H::Chunk>) {
        self.0.replacements.set::<H>(Arc::new(with));
    }

    #[cfg(feature = "testing")]
    pub(crate) fn replace_companions<H: BackgroundModelHandle>(&self, with: CompanionDouble) {
        self.0.replacements.set::<CompanionOf<H>>(Arc::new(with));
    }
}
