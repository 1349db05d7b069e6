//! Tables: made by many at once, brought up to date, side by side; and what columns hold.

use std::time::Duration;

use futures_util::future::join_all;
use genkit::durable::Limits;
use genkit::{Env, Result, SessionStore, Status, StoreKey};
use genkit_postgres::{Postgres, PostgresSessionStore};
use libtest_mimic::Trial;
use serde_json::{Value, json};
use store_tests::trial;

use super::server::{Server, driver};

/// The tables as the first version made them, with a record.
const VERSION_1: &str = r#"
    CREATE SCHEMA older;
    SET search_path = older;
    CREATE TABLE genkit_schema (version integer NOT NULL);
    INSERT INTO genkit_schema VALUES (1);
    CREATE SEQUENCE genkit_versions START 8;
    CREATE TABLE genkit_records (
        tenant text COLLATE "C" NOT NULL, collection text COLLATE "C" NOT NULL, id text COLLATE "C" NOT NULL,
        version bigint NOT NULL, value text NOT NULL, ends timestamptz, PRIMARY KEY (tenant, collection, id));
    CREATE INDEX ON genkit_records (ends) WHERE ends IS NOT NULL;
    INSERT INTO genkit_records VALUES ('global', 'session', 'old', 7, '{"n":1}', NULL);
"#;

pub(crate) fn trials(server: &Server) -> Vec<Trial> {
    let url = server.url();
    let at = move || url.clone();
    let key = StoreKey::new("session", "a");
    vec![
        trial("ten that connect at once make the tables once", {
            let (at, key) = (at.clone(), key.clone());
            move || async move {
                let schema = format!("many-{}", Env::system().id());
                let database = Postgres::at(at()).schema(&schema);
                let stores = join_all((0..10).map(|_| PostgresSessionStore::connect(database.clone()))).await;
                let stores: Vec<_> = stores.into_iter().collect::<Result<_>>()?;
                let mut seen = 0;
                for store in &stores {
                    seen = store.save(&key, seen, json!(seen), None).await?;
                }
                let version = format!("SELECT count(*), max(version) FROM \"{schema}\".genkit_schema");
                let row = driver(&at()).await.query_one(&version, &[]).await?;
                assert_eq!((row.get::<_, i64>(0), row.get::<_, i32>(1)), (1, 2));
                Ok(())
            }
        }),
        trial("older tables are brought up to date and keep what they have", {
            let at = at.clone();
            move || async move {
                driver(&at()).await.batch_execute(VERSION_1).await?;
                let store = PostgresSessionStore::connect(Postgres::at(at()).schema("older")).await?;
                let old = StoreKey::new("session", "old");
                let stored = store.get(&old).await?.unwrap();
                assert_eq!((stored.version, stored.value), (7, json!({"n": 1})));
                assert!(store.save(&old, 7, json!({"n": 2}), None).await? > 7);
                let mut writer = genkit::durable::StreamManager::open(&store.streams(), "new").await?;
                writer.write(vec![genkit::durable::StreamEvent::Done("1".to_owned())]).await
            }
        }),
        trial("tables of a newer version are left alone", {
            let at = at.clone();
            move || async move {
                let database = Postgres::at(at()).schema("newer");
                PostgresSessionStore::connect(database.clone()).await?;
                driver(&at()).await.batch_execute("UPDATE newer.genkit_schema SET version = 99").await?;
                let error = PostgresSessionStore::connect(database).await.unwrap_err();
                assert_eq!(error.status(), Status::FailedPrecondition);
                assert!(error.message().contains("version 99"), "{error}");
                Ok(())
            }
        }),
        trial("a user who may not make tables uses those that are there", {
            let (at, key) = (at.clone(), key.clone());
            move || async move {
                let (database, admin) = (Postgres::at(at()).schema("granted"), driver(&at()).await);
                admin.batch_execute("CREATE ROLE plain LOGIN PASSWORD 'p'; CREATE SCHEMA granted").await?;
                let plain = at().replacen("genkit:hunter%2F2%40%3A%23", "plain:p", 1);
                let plain = Postgres::at(plain).schema("granted");
                let error = PostgresSessionStore::connect(plain.clone()).await.unwrap_err();
                assert_eq!(error.status(), Status::PermissionDenied, "{error:?}");
                PostgresSessionStore::connect(database).await?;
                let grant = "GRANT USAGE ON SCHEMA granted TO plain; \
                    GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA granted TO plain; \
                    GRANT USAGE ON ALL SEQUENCES IN SCHEMA granted TO plain";
                admin.batch_execute(grant).await?;
                PostgresSessionStore::connect(plain).await?.save(&key, 0, json!(1), None).await.map(drop)
            }
        }),
        trial("tables of two prefixes and two schemas do not touch", {
            let (at, key) = (at.clone(), key.clone());
            move || async move {
                let at = Postgres::at(at()).schema("sides");
                let databases = [at.clone().prefix("a_"), at.clone().prefix("b\"; --"), at.schema("sid\"es")];
                for (n, database) in databases.iter().enumerate() {
                    let store = PostgresSessionStore::connect(database.clone()).await?;
                    store.save(&key, 0, json!(n), None).await?;
                }
                for (n, database) in databases.into_iter().enumerate() {
                    let store = PostgresSessionStore::connect(database).await?;
                    assert_eq!(store.get(&key).await?.unwrap().value, json!(n));
                }
                Ok(())
            }
        }),
        trial("what is over is taken away by whoever writes", {
            let (at, key) = (at.clone(), key.clone());
            move || async move {
                let database = Postgres::at(at()).schema("swept");
                let first = PostgresSessionStore::connect(database.clone()).await?;
                first.save(&key, 0, json!(1), Some(Duration::from_millis(1))).await?;
                let (client, env) = (driver(&at()).await, Env::system());
                while first.get(&key).await?.is_some() {
                    env.sleep(Duration::from_millis(1)).await;
                }
                let second = PostgresSessionStore::connect(database).await?;
                second.save(&StoreKey::new("session", "b"), 0, json!(2), None).await?;
                loop {
                    let rows = client.query("SELECT id FROM swept.genkit_records", &[]).await?;
                    if rows.iter().map(|row| row.get::<_, &str>(0)).eq(["b"]) {
                        return Ok(());
                    }
                    env.sleep(Duration::from_millis(10)).await;
                }
            }
        }),
        trial("the sign NUL is a sign as others, in keys and in values; members keep their order", {
            let at = at.clone();
            move || async move {
                let store = PostgresSessionStore::connect(at()).await?;
                let tenant = format!("nul-{}", Env::system().id());
                let ids = ["a", "a\u{0}", "a\u{0}b", "a\u{1}", "a\u{1}\u{1}", "a\u{1}\u{2}"];
                let value: Value = serde_json::from_str(r#"{"z":"\u0000","a":{"y":1,"b":"\u0001"}}"#)?;
                for id in ids {
                    let key = StoreKey::new("session", id).of(&tenant);
                    store.save(&key, 0, json!([id, value]), None).await?;
                }
                for id in ids {
                    let stored = store.get(&StoreKey::new("session", id).of(&tenant)).await?.unwrap();
                    assert_eq!(stored.value.to_string(), json!([id, value]).to_string());
                }
                assert_eq!(store.list(&tenant, "session", None, 10).await?, ids);
                assert_eq!(store.list(&tenant, "session", Some("a\u{0}b"), 2).await?, ids[3..5]);
                Ok(())
            }
        }),
        trial("what is too large is refused and changes nothing", {
            move || async move {
                let store =
                    PostgresSessionStore::connect(Postgres::at(at()).limits(Limits::default().largest(1000)))
                        .await?;
                let key = key.of(Env::system().id());
                let seen = store.save(&key, 0, json!("x".repeat(900)), None).await?;
                let error = store.save(&key, seen, json!("x".repeat(1000)), None).await.unwrap_err();
                assert_eq!(error.status(), Status::ResourceExhausted);
                assert_eq!(store.get(&key).await?.unwrap().version, seen);
                let long = StoreKey::new("session", "x".repeat(3000));
                let error = store.save(&long, 0, json!(1), None).await.unwrap_err();
                assert_eq!(error.status(), Status::InvalidArgument);
                Ok(())
            }
        }),
    ]
}
