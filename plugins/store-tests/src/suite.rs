//! The suites of `genkit::testing`, a trial each case: stores by three of them, as in three processes.

use std::sync::Arc;

use genkit::durable::Limits;
use genkit::testing::{store_cases, stream_cases};
use genkit::{Error, SessionStore};
use libtest_mimic::Trial;

use super::spread::Spread;
use super::{Tested, trial};

pub(super) fn trials<S: SessionStore>(tested: &Tested<S>, place: &str) -> Vec<Trial> {
    let mut trials = Vec::new();
    for case in store_cases() {
        let (open, place) = (tested.store, place.to_owned());
        trials.push(trial(format!("store: {}", case.name), move || async move {
            let stores = vec![open(place.clone()).await?, open(place.clone()).await?, open(place).await?];
            case.run(Arc::new(Spread::over(stores))).await.map_err(Error::internal)
        }));
    }
    for (case, open) in stream_cases().into_iter().filter_map(|case| Some((case, tested.streams?))) {
        let place = place.to_owned();
        trials.push(trial(format!("streams: {}", case.name), move || async move {
            let (writes, reads) =
                (open(place.clone(), Limits::default()).await?, open(place, Limits::default()).await?);
            case.run(writes, reads).await.map_err(Error::internal)
        }));
    }
    trials
}
