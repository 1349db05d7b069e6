//! The ordinary: written, read, changed, deleted, listed, waited for.

use futures_util::future::{Either, select};
use serde_json::{Value, json};

use super::{Checked, Probe, StoreCase, same, told};
use crate::ai::session::{Conflict, Stored};
use crate::core::error::Result;

pub(super) const CASES: &[StoreCase] = &[
    StoreCase { name: "a record is written, read, changed and deleted", run: |p| Box::pin(life(p)) },
    StoreCase { name: "many records come back in the order they were asked for", run: |p| Box::pin(many(p)) },
    StoreCase { name: "every kind of value comes back as it was", run: |p| Box::pin(values(p)) },
    StoreCase { name: "a save that saw another version changes nothing", run: |p| Box::pin(stale(p)) },
    StoreCase {
        name: "a version never comes again, not after a deletion either",
        run: |p| Box::pin(again(p)),
    },
    StoreCase { name: "a deletion may name the version it saw", run: |p| Box::pin(deletions(p)) },
    StoreCase { name: "ids are listed in order, a page at a time", run: |p| Box::pin(pages(p)) },
    StoreCase { name: "who waits for a record is told of each change", run: |p| Box::pin(waits(p)) },
];

async fn life(probe: Probe) -> Checked {
    same("a record that nobody wrote", &probe.get("a").await?, &None)?;
    let first = probe.saved("a", 0, json!({"n": 1})).await?;
    same("the record", &probe.get("a").await?, &Some(Stored { version: first, value: json!({"n": 1}) }))?;
    let second = probe.saved("a", first, json!({"n": 2})).await?;
    if first == 0 || second <= first {
        return Err(format!("versions do not grow from 1 on: {first}, {second}"));
    }
    same("the record", &probe.get("a").await?, &Some(Stored { version: second, value: json!({"n": 2}) }))?;
    same("a deletion", &told("it", probe.store.delete(&probe.key("a"), None).await)?, &true)?;
    same("a deleted record", &probe.get("a").await?, &None)?;
    same("a second deletion", &told("it", probe.store.delete(&probe.key("a"), None).await)?, &false)
}

async fn many(probe: Probe) -> Checked {
    let mut asked = Vec::new();
    let mut there = Vec::new();
    for n in (0..300).rev() {
        let id = format!("many {n}");
        let version = if n % 3 == 0 { None } else { Some(probe.saved(&id, 0, json!({"n": n})).await?) };
        asked.push(probe.key(&id));
        there.push(version.map(|version| Stored { version, value: json!({"n": n}) }));
    }
    // One that is asked for twice is there twice.
    asked.extend(asked.get(1).cloned());
    there.extend(there.get(1).cloned());
    same("many records", &told("it", probe.store.get_many(&asked).await)?, &there)?;
    same("no records", &told("it", probe.store.get_many(&[]).await)?, &Vec::new())
}

async fn values(probe: Probe) -> Checked {
    let values = [
        Value::Null,
        json!(false),
        json!(0),
        json!(-1.5),
        json!(9_007_199_254_740_993_i64),
        json!(""),
        json!("\u{1F600} \"quoted\" \\ \n \u{e9}"),
        json!([]),
        json!({}),
        json!({"deep": [[[{"a": [null, {"b": {}}]}]]], "": "empty name", "z": 1, "a": 2}),
    ];
    for (i, value) in values.iter().enumerate() {
        let id = format!("value {i}");
        let version = probe.saved(&id, 0, value.clone()).await?;
        same("the record", &probe.get(&id).await?, &Some(Stored { version, value: value.clone() }))?;
    }
    Ok(())
}

fn conflicts(result: Result<u64>, want: Conflict) -> Checked {
    match result {
        Ok(version) => Err(format!("a save that should conflict wrote version {version}")),
        Err(error) => same(&format!("the conflict of {error}"), &Conflict::of(&error), &Some(want)),
    }
}

async fn stale(probe: Probe) -> Checked {
    conflicts(probe.save("a", 7, "x").await, Conflict { seen: 7, found: 0 })?;
    same("a record that was not written", &probe.get("a").await?, &None)?;
    let first = probe.saved("a", 0, "first").await?;
    conflicts(probe.save("a", 0, "x").await, Conflict { seen: 0, found: first })?;
    let second = probe.saved("a", first, "second").await?;
    conflicts(probe.save("a", first, "x").await, Conflict { seen: first, found: second })?;
    conflicts(probe.save("a", second + 1, "x").await, Conflict { seen: second + 1, found: second })?;
    same("the record", &probe.get("a").await?, &Some(Stored { version: second, value: "second".into() }))
}

async fn again(probe: Probe) -> Checked {
    let first = probe.saved("a", 0, 1).await?;
    told("a deletion", probe.store.delete(&probe.key("a"), Some(first)).await)?;
    let second = probe.saved("a", 0, 2).await?;
    if second <= first {
        return Err(format!("version {second} after {first} and a deletion"));
    }
    conflicts(probe.save("a", first, 3).await, Conflict { seen: first, found: second })
}

async fn deletions(probe: Probe) -> Checked {
    let first = probe.saved("a", 0, 1).await?;
    let second = probe.saved("a", first, 2).await?;
    match probe.store.delete(&probe.key("a"), Some(first)).await {
        Err(error) if Conflict::of(&error).is_some() => {}
        other => return Err(format!("a deletion that saw another version: {other:?}")),
    }
    same("the record", &probe.get("a").await?.map(|stored| stored.version), &Some(second))?;
    same("a deletion", &told("it", probe.store.delete(&probe.key("a"), Some(second)).await)?, &true)
}

async fn pages(probe: Probe) -> Checked {
    same("no ids", &probe.list(None, 10).await?, &Vec::new())?;
    for id in ["c", "a", "e", "b", "d"] {
        probe.saved(id, 0, 1).await?;
    }
    told("a deletion", probe.store.delete(&probe.key("c"), None).await)?;
    let strings = |ids: &[&str]| ids.iter().map(|&id| id.to_owned()).collect::<Vec<_>>();
    same("all ids", &probe.list(None, 10).await?, &strings(&["a", "b", "d", "e"]))?;
    same("the first page", &probe.list(None, 2).await?, &strings(&["a", "b"]))?;
    same("the second page", &probe.list(Some("b"), 2).await?, &strings(&["d", "e"]))?;
    same("the page after the last", &probe.list(Some("e"), 2).await?, &Vec::new())?;
    same("no page", &probe.list(None, 0).await?, &Vec::new())?;
    let other = told("a list", probe.store.list(&probe.tenant, "other", None, 10).await)?;
    same("ids of another collection", &other, &Vec::new())
}

async fn waits(probe: Probe) -> Checked {
    let key = probe.key("a");
    let created = probe.store.changed(&key, 0);
    let (stored, first) = futures_util::future::join(created, probe.saved("a", 0, 1)).await;
    let first = first?;
    same("what was waited for", &told("a wait", stored)?.map(|s| s.version), &Some(first))?;

    // What is another version already is told at once.
    let stored = told("a wait", probe.store.changed(&key, first + 1).await)?;
    same("what is there", &stored.map(|s| s.version), &Some(first))?;

    let changed = probe.store.changed(&key, first);
    let (stored, second) = futures_util::future::join(changed, probe.saved("a", first, 2)).await;
    let second = second?;
    same(
        "what was waited for",
        &told("a wait", stored)?,
        &Some(Stored { version: second, value: json!(2) }),
    )?;

    let gone = probe.store.changed(&key, second);
    let (stored, deleted) = futures_util::future::join(gone, probe.store.delete(&key, None)).await;
    told("a deletion", deleted)?;
    same("what was waited for", &told("a wait", stored)?, &None)?;

    // Nothing changes: nobody is told.
    let version = probe.saved("a", 0, 3).await?;
    let waiting = probe.store.changed(&key, version);
    let beside = Box::pin(async {
        probe.saved("b", 0, 1).await?;
        for _ in 0..3 {
            probe.get("a").await?;
        }
        Ok::<_, String>(())
    });
    match select(waiting, beside).await {
        Either::Left((told, _)) => Err(format!("told of no change: {told:?}")),
        Either::Right((done, _)) => done,
    }
}
