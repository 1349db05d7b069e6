//! What somebody may try: names that reach for others, the records of other tenants, what is too large.

use serde_json::{Value, json};

use super::{Checked, Probe, StoreCase, same, told};
use crate::core::error::Status;

pub(super) const CASES: &[StoreCase] = &[
    StoreCase { name: "no id reaches the record of another", run: |p| Box::pin(hostile(p)) },
    StoreCase { name: "no part of a key is taken for another", run: |p| Box::pin(parts(p)) },
    StoreCase { name: "an empty part of a key is refused", run: |p| Box::pin(empty(p)) },
    StoreCase { name: "tenants never touch", run: |p| Box::pin(tenants(p)) },
    StoreCase { name: "a record of many megabytes is kept whole or refused", run: |p| Box::pin(large(p)) },
];

/// Ids that file systems, databases and key-value stores have taken for something else.
fn ids() -> Vec<String> {
    let short = [
        ".",
        "..",
        "../a",
        "../../etc/passwd",
        "/etc/passwd",
        "a/b",
        "a\\b",
        "C:\\a",
        "\\\\host\\share",
        "a:b",
        "a*b",
        "a?b",
        "a%2fb",
        "a%00b",
        "%2e%2e",
        "a",
        "A",
        "a ",
        " a",
        "a.",
        "a.json",
        "1.json",
        ".tmp",
        "~",
        "$HOME",
        "`id`",
        "a'b",
        "a\"b",
        "'; drop table sessions; --",
        "a\nb",
        "a\tb",
        "a\u{7f}",
        "con",
        "nul",
        "lpt1",
        "-rf",
        "--help",
        "é",
        "e\u{301}",
        "ß",
        "ss",
        "İ",
        "i",
        "日本",
        "\u{202e}abc",
        "\u{1F600}",
        "{}",
        "[0]",
        "a,b",
        "a;b",
        "a&b",
        "__proto__",
        "constructor",
        "NULL",
        "0",
        "00",
        "-1",
        "1e5",
        "_",
        "%",
        "%%",
        "a_b",
        "a%b",
    ];
    let mut ids: Vec<String> = short.iter().map(|&id| id.to_owned()).collect();
    // Long ones that differ at their end only.
    ids.extend(["x", "y"].map(|end| format!("{}{end}", "long".repeat(300))));
    ids
}

async fn hostile(probe: Probe) -> Checked {
    let mut kept = Vec::new();
    for id in ids() {
        match probe.save(&id, 0, id.as_str()).await {
            Ok(version) => kept.push((id, version)),
            Err(error) if error.status() == Status::InvalidArgument => {}
            Err(error) => return Err(format!("the id {id:?}: {error:?}")),
        }
    }
    if kept.len() < 20 {
        return Err(format!("only {} ids are taken", kept.len()));
    }
    for (id, version) in &kept {
        let stored = probe.get(id).await?.ok_or_else(|| format!("the record {id:?} is not there"))?;
        same(&format!("what stands at {id:?}"), &stored.value, &Value::from(id.as_str()))?;
        same(&format!("the version of {id:?}"), &stored.version, version)?;
    }
    let mut all: Vec<String> = kept.iter().map(|(id, _)| id.clone()).collect();
    all.sort_unstable();
    same("the list", &probe.list(None, 1000).await?, &all)
}

/// Joined by whatever sign, two keys may look alike.
async fn parts(probe: Probe) -> Checked {
    let signs = ["/", ":", "-", "_", "%", ".", "|", "\u{1f}"];
    for sign in signs {
        let of = |collection: String, id: String| {
            crate::ai::session::StoreKey::new(collection, id).of(&probe.tenant)
        };
        let (one, other) = (of(format!("a{sign}b"), "c".to_owned()), of("a".to_owned(), format!("b{sign}c")));
        told("a save", probe.store.save(&one, 0, json!(1), None).await)?;
        same("a record of a like key", &told("a get", probe.store.get(&other).await)?, &None)?;
    }
    Ok(())
}

async fn empty(probe: Probe) -> Checked {
    for id in ["", "  "] {
        match probe.save(id, 0, 1).await {
            Err(error) if error.status() == Status::InvalidArgument => {}
            other => return Err(format!("a save at the id {id:?}: {other:?}")),
        }
    }
    Ok(())
}

async fn tenants(probe: Probe) -> Checked {
    let other = Probe { tenant: format!("{}-other", probe.tenant), ..probe.clone() };
    let own = probe.saved("a", 0, "own").await?;
    same("a record of another tenant", &other.get("a").await?, &None)?;
    same("ids of another tenant", &other.list(None, 10).await?, &Vec::new())?;
    other.saved("a", 0, "theirs").await?;
    let seen = probe.get("a").await?;
    same("the record", &seen.map(|s| (s.version, s.value)), &Some((own, "own".into())))?;
    told("a deletion", other.store.delete(&other.key("a"), None).await)?;
    same("the record", &probe.get("a").await?.map(|s| s.value), &Some("own".into()))?;
    same("the ids", &probe.list(None, 10).await?, &vec!["a".to_owned()])
}

async fn large(probe: Probe) -> Checked {
    let first = probe.saved("a", 0, "small").await?;
    let much: Value = (0..8 * 1024).map(|i| json!({"text": "x".repeat(1024), "n": i})).collect();
    match probe.save("a", first, much.clone()).await {
        Ok(_) => {
            let stored = probe.get("a").await?.ok_or("the record is gone")?;
            if stored.value == much { Ok(()) } else { Err("the record was cut or changed".to_owned()) }
        }
        Err(error) if error.status() == Status::ResourceExhausted => {
            same("the record", &probe.get("a").await?.map(|s| s.value), &Some("small".into()))
        }
        Err(error) => Err(format!("a save of 8 MB: {error:?}")),
    }
}
