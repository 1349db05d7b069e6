//! What the benchmarks share: JSON lines, repetitions, memory.
#![allow(dead_code, reason = "each benchmark uses some of it")]

use std::time::Duration;

/// The workload named on the command line, if one is; cargo puts options of its own beside it.
pub(crate) fn only() -> Option<String> {
    std::env::args().skip(1).find(|arg| !arg.starts_with('-'))
}

/// A number of repetitions, scaled by `SCALE`.
pub(crate) fn repetitions(n: usize) -> usize {
    let scale = std::env::var("SCALE").ok().and_then(|s| s.parse().ok()).unwrap_or(1.0);
    ((n as f64 * scale).round() as usize).max(1)
}

/// Prints a row.
pub(crate) fn row(row: &serde_json::Value) {
    println!("{row}");
}

/// Time for one of `n`, in microseconds, to the nanosecond.
pub(crate) fn us(took: Duration, n: usize) -> f64 {
    (took.as_secs_f64() * 1e9 / n as f64).round() / 1e3
}

/// Resident memory now, in KiB.
pub(crate) fn resident() -> u64 {
    status("VmRSS:")
}

/// The most resident memory so far, in KiB.
pub(crate) fn peak() -> u64 {
    status("VmHWM:")
}

fn status(name: &str) -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|line| line.trim().trim_end_matches("kB").trim().parse().ok()).unwrap_or(0)
}

/// A current-thread tokio runtime, as Node and asyncio have one thread.
pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a tokio runtime")
}
