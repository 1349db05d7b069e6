//! Workloads measured in turns, so that what slows the machine down slows all of them down.

use std::time::Duration;

use genkit::BoxFuture;
use genkit::prelude::*;
use serde_json::json;

use crate::common::{repetitions, row};

/// Short rounds, and many: those in which the machine was busy with something else do not move the median.
const ROUNDS: usize = 301;

/// Runs something so many times, and tells how long that took.
pub(crate) type Batch<'a> = Box<dyn Fn(usize) -> BoxFuture<'a, Result<Duration>> + 'a>;

/// A batch that awaits an expression again and again.
#[macro_export]
macro_rules! batch {
    ($op:expr) => {
        Box::new(move |n| {
            Box::pin(async move {
                let begun = std::time::Instant::now();
                for _ in 0..n {
                    std::hint::black_box($op.await?);
                }
                Ok(begun.elapsed())
            })
        })
    };
}

/// One thing to measure, and the name of the one it stands beside.
pub(crate) struct Workload<'a> {
    pub(crate) name: String,
    pub(crate) floor: Option<String>,
    /// How many things share what comes on top of the floor, and how many nanoseconds each may take.
    pub(crate) share: Option<(usize, f64)>,
    pub(crate) batch: Batch<'a>,
}

/// Measures all, each `n` times a round; prints the median over the rounds, and what comes on top of the floor.
pub(crate) async fn measure(n: usize, workloads: Vec<Workload<'_>>) -> Result<()> {
    let n = repetitions(n);
    let mut times: Vec<Vec<f64>> = vec![Vec::new(); workloads.len()];
    for round in 0..=ROUNDS {
        for (workload, times) in workloads.iter().zip(&mut times) {
            let took = (workload.batch)(n).await?;
            // The first round warms up.
            if round > 0 {
                times.push(took.as_secs_f64() * 1e9 / n as f64);
            }
        }
    }
    for (workload, own) in workloads.iter().zip(&times) {
        let mut told =
            json!({"bench": "core", "name": workload.name, "n": n, "ns_per_op": whole(median(own))});
        let floor = workload.floor.as_ref().and_then(|floor| workloads.iter().position(|w| w.name == *floor));
        if let (Some(name), Some(floor)) = (&workload.floor, floor.and_then(|at| times.get(at))) {
            let beside = |compare: fn(f64, f64) -> f64| {
                median(&own.iter().zip(floor).map(|(own, floor)| compare(*own, *floor)).collect::<Vec<_>>())
            };
            let over = beside(|own, floor| own - floor);
            told["floor"] = name.as_str().into();
            told["over_ns"] = whole(over).into();
            told["times"] = ((beside(|own, floor| own / floor) * 100.0).round() / 100.0).into();
            if let Some((things, budget)) = workload.share {
                told["each_ns"] = whole(over / things as f64).into();
                told["budget_ns"] = budget.into();
            }
        }
        row(&told);
    }
    Ok(())
}

pub(crate) fn median(times: &[f64]) -> f64 {
    let mut sorted = times.to_vec();
    sorted.sort_by(f64::total_cmp);
    sorted.get(sorted.len() / 2).copied().unwrap_or_default()
}

fn whole(ns: f64) -> f64 {
    ns.round()
}
