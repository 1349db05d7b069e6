//! What was sent, kept in the form of the cases, so that `check_wire.py` can be run on it.

use serde_json::{Value, json};

use crate::case::{BASE, Case};
use crate::shared::target;

pub(crate) fn write(case: &Case, http: &[Value]) {
    let folder = target().join("wire-captures").join(case.folder());
    let told = json!({"id": case.id, "action": case.action, "http": http});
    let text = serde_json::to_string(&told).unwrap().replace(BASE, "{base}");
    // Two test programs may write at once; each writes whole files.
    let _ = std::fs::create_dir_all(&folder);
    let _ = std::fs::write(folder.join(format!("{}.json", case.name())), text);
}
