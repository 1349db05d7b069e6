//! What holds for files: opened by many at once, brought up to date, those of others, broken ones, busy ones.

use std::path::{Path, PathBuf};
use std::time::Duration;

use futures_util::future::join_all;
use genkit::durable::Limits;
use genkit::{SessionStore, Status, StoreKey};
use genkit_sqlite::{Sqlite, SqliteSessionStore};
use libtest_mimic::Trial;
use rusqlite::Connection;
use serde_json::{Value, json};
use store_tests::trial;

/// The tables as the first version made them, with a record.
const VERSION_1: &str = "
    CREATE TABLE records (tenant TEXT NOT NULL, collection TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL,
        value TEXT NOT NULL, ends INTEGER, UNIQUE (tenant, collection, id)) STRICT;
    CREATE TABLE versions (last INTEGER NOT NULL) STRICT;
    INSERT INTO versions VALUES (7);
    INSERT INTO records VALUES ('global', 'session', 'a', 7, '{\"n\":1}', NULL);
    PRAGMA application_id = 0x474b5353; PRAGMA user_version = 1;
";

fn of(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.db"))
}

async fn refused(file: &Path) -> genkit::Error {
    SqliteSessionStore::open(file).await.unwrap_err()
}

pub(crate) fn trials(folder: &Path) -> Vec<Trial> {
    let folder = folder.to_owned();
    let at = move |name: &str| of(&folder, name);
    let key = StoreKey::new("session", "a");
    vec![
        trial("ten that open a new file at once make the tables once", {
            let (at, key) = (at.clone(), key.clone());
            move || async move {
                for n in 0..50 {
                    let file = at(&format!("many-{n}"));
                    let stores = join_all((0..10).map(|_| SqliteSessionStore::open(file.as_path()))).await;
                    let mut seen = 0;
                    for store in stores {
                        seen = store?.save(&key, seen, json!(seen), None).await?;
                    }
                }
                Ok(())
            }
        }),
        trial("an older file is brought up to date and keeps what it has", {
            let (file, key) = (at("older"), key.clone());
            move || async move {
                Connection::open(&file)?.execute_batch(VERSION_1)?;
                let store = SqliteSessionStore::open(file.as_path()).await?;
                let stored = store.get(&key).await?.unwrap();
                assert_eq!((stored.version, stored.value), (7, json!({"n": 1})));
                assert_eq!(store.save(&key, 7, json!({"n": 2}), None).await?, 8);
                let version = |row: &rusqlite::Row<'_>| row.get::<_, i32>(0);
                assert_eq!(Connection::open(&file)?.pragma_query_value(None, "user_version", version)?, 2);
                Ok(())
            }
        }),
        trial("files of a newer version, of other programs and of no database are left alone", {
            let (newer, other, broken) = (at("newer"), at("other"), at("broken"));
            move || async move {
                SqliteSessionStore::open(newer.as_path()).await?;
                Connection::open(&newer)?.pragma_update(None, "user_version", 99)?;
                let error = refused(&newer).await;
                assert_eq!(error.status(), Status::FailedPrecondition);
                assert!(error.message().contains("version 99"), "{error}");
                Connection::open(&other)?.execute_batch("CREATE TABLE dishes (name TEXT)")?;
                assert_eq!(refused(&other).await.status(), Status::FailedPrecondition);
                std::fs::write(&broken, "dishes, prices\n".repeat(100))?;
                assert_eq!(refused(&broken).await.status(), Status::DataLoss);
                assert_eq!(refused(Path::new(":memory:")).await.status(), Status::InvalidArgument);
                Ok(())
            }
        }),
        trial("a file that another process writes for long is busy, and works after", {
            let (file, key) = (at("busy"), key.clone());
            move || async move {
                let options = Sqlite::at(&file).busy_timeout(Duration::from_millis(50));
                let store = SqliteSessionStore::open(options).await?;
                let first = store.save(&key, 0, json!(1), None).await?;
                let other = Connection::open(&file)?;
                other.execute_batch("BEGIN IMMEDIATE")?;
                let error = store.save(&key, first, json!(2), None).await.unwrap_err();
                assert_eq!(error.status(), Status::Unavailable, "{error:?}");
                assert!(error.is_public());
                assert_eq!(store.get(&key).await?.unwrap().version, first);
                other.execute_batch("ROLLBACK")?;
                store.save(&key, first, json!(2), None).await.map(drop)
            }
        }),
        trial("who waits is told of what another process writes, and of a deletion", {
            let (file, key) = (at("told"), key.clone());
            move || async move {
                let (here, there) =
                    (SqliteSessionStore::open(file.as_path()).await?, SqliteSessionStore::open(file).await?);
                let (told, first) =
                    futures_util::future::join(here.changed(&key, 0), there.save(&key, 0, json!(1), None))
                        .await;
                assert_eq!(told?.unwrap().version, first?);
                let seen = here.get(&key).await?.unwrap().version;
                let (told, gone) =
                    futures_util::future::join(here.changed(&key, seen), there.delete(&key, None)).await;
                assert!(told?.is_none() && gone?);
                Ok(())
            }
        }),
        trial("what is over is taken away by whoever writes", {
            let (file, key) = (at("swept"), key.clone());
            move || async move {
                let store = SqliteSessionStore::open(file.as_path()).await?;
                store.save(&key, 0, json!(1), Some(Duration::from_millis(1))).await?;
                while store.get(&key).await?.is_some() {}
                store.save(&StoreKey::new("session", "b"), 0, json!(2), None).await?;
                let count = "SELECT count(*) FROM records";
                assert_eq!(Connection::open(&file)?.query_row(count, [], |row| row.get::<_, i64>(0))?, 1);
                Ok(())
            }
        }),
        trial("the sign NUL is a sign as others, in keys and in values; members keep their order", {
            let file = at("nul");
            move || async move {
                let store = SqliteSessionStore::open(file).await?;
                let ids = ["a", "a\u{0}", "a\u{0}b", "a\u{1}", "b"];
                let value: Value = serde_json::from_str(r#"{"z":"\u0000","a":{"y":1,"b":"\u0001"}}"#)?;
                for id in ids {
                    store.save(&StoreKey::new("session", id), 0, json!([id, value]), None).await?;
                }
                for id in ids {
                    let stored = store.get(&StoreKey::new("session", id)).await?.unwrap();
                    assert_eq!(stored.value.to_string(), json!([id, value]).to_string());
                }
                assert_eq!(store.list("global", "session", None, 10).await?, ids);
                Ok(())
            }
        }),
        trial("what is too large is refused and changes nothing", {
            let file = at("large");
            move || async move {
                let store =
                    SqliteSessionStore::open(Sqlite::at(file).limits(Limits::default().largest(1000)))
                        .await?;
                let seen = store.save(&key, 0, json!("x".repeat(900)), None).await?;
                let error = store.save(&key, seen, json!("x".repeat(1000)), None).await.unwrap_err();
                assert_eq!(error.status(), Status::ResourceExhausted);
                assert_eq!(store.get(&key).await?.unwrap().version, seen);
                Ok(())
            }
        }),
    ]
}
