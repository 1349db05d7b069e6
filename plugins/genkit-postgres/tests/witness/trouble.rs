//! What goes wrong between a program and its server, and how it is told.

use std::time::Duration;

use genkit::{Error, Result, SessionStore, Status, StoreKey};
use genkit_postgres::{Postgres, PostgresSessionStore};
use libtest_mimic::Trial;
use serde_json::json;
use store_tests::trial;

use super::server::{Server, driver};

fn shows_no_secret(error: &Error) {
    let (shown, told) = (format!("{error:?} {error}"), error.to_client().to_string());
    assert!(!shown.contains("hunter") && !told.contains("hunter"), "{shown} {told}");
}

async fn refused(database: Postgres) -> Error {
    assert!(!format!("{database:?}").contains("hunter"), "{database:?}");
    let error = PostgresSessionStore::connect(database).await.unwrap_err();
    shows_no_secret(&error);
    error
}

/// On a machine that does much else everything may be.
fn too_slow(error: &Error) -> bool {
    error.status() == Status::DeadlineExceeded
}

pub(crate) fn trials(server: &Server) -> Vec<Trial> {
    let (url, port, authority) = (server.url(), server.port, server.authority.clone());
    let tls = url.replace("127.0.0.1", "localhost");
    vec![
        trial("a wrong password is told with the way out and shows no secret", {
            let url = url.clone();
            move || async move {
                let error = refused(Postgres::at(url.replace("hunter", "hunter2"))).await;
                assert_eq!(error.status(), Status::Unauthenticated, "{error:?}");
                assert!(error.message().contains("DATABASE_URL"), "{error}");
                let error =
                    refused(Postgres::at(format!("postgres://genkit@127.0.0.1:{port}/postgres"))).await;
                assert_eq!(error.status(), Status::Unauthenticated, "{error:?}");
                let error = refused(Postgres::at(url.replace("/postgres", "/nowhere"))).await;
                assert_eq!(error.status(), Status::FailedPrecondition, "{error:?}");
                Ok(())
            }
        }),
        trial("a server that is not there is unavailable, in public words without a secret", || async move {
            let database = Postgres::at("postgres://genkit:hunter2@127.0.0.1:1/d");
            let error = refused(database).await;
            assert_eq!(error.status(), Status::Unavailable, "{error:?}");
            assert!(error.is_public() && error.message().contains("cannot be reached"), "{error}");
            Ok(())
        }),
        trial("TLS: an authority that is named is trusted", {
            let (tls, authority) = (tls.clone(), authority.clone());
            move || async move {
                let folder = tempfile::tempdir()?;
                let file = folder.path().join("root.crt");
                std::fs::write(&file, &authority)?;
                let given = Postgres::at(format!("{tls}?sslmode=verify-full")).root_certificate(authority);
                let named = Postgres::at(format!("{tls}?sslmode=require&sslrootcert={}", file.display()));
                for database in [given, named] {
                    let store = PostgresSessionStore::connect(database).await?;
                    assert_eq!(store.get(&StoreKey::new("session", "nobody")).await?, None);
                }
                Ok(())
            }
        }),
        trial("TLS: an authority that nobody named is refused, and so is another host's certificate", {
            let url = url.clone();
            move || async move {
                for mode in ["prefer", "require", "verify-ca", "verify-full"] {
                    let error = refused(Postgres::at(format!("{tls}?sslmode={mode}"))).await;
                    assert_eq!(error.status(), Status::FailedPrecondition, "{mode}: {error:?}");
                    assert!(error.message().contains("root_certificate"), "{error}");
                }
                let elsewhere = Postgres::at(format!("{url}?sslmode=require")).root_certificate(authority);
                assert_eq!(refused(elsewhere).await.status(), Status::FailedPrecondition);
                let none = Postgres::at(tls).root_certificate("no certificate");
                assert_eq!(refused(none).await.status(), Status::InvalidArgument);
                Ok(())
            }
        }),
        trial("a statement that takes too long is stopped, and the next one works", {
            let url = url.clone();
            move || async move {
                let database = Postgres::at(&url).schema("locked");
                PostgresSessionStore::connect(database.clone()).await?;
                let database = database.statement_timeout(Duration::from_millis(500));
                let store = loop {
                    match PostgresSessionStore::connect(database.clone()).await {
                        Err(error) if too_slow(&error) => {}
                        opened => break opened?,
                    }
                };
                let (mut client, key) = (driver(&url).await, StoreKey::new("session", "a"));
                let locked = client.transaction().await?;
                locked.batch_execute("LOCK TABLE locked.genkit_records").await?;
                let error = store.get(&key).await.unwrap_err();
                assert_eq!(error.status(), Status::DeadlineExceeded, "{error:?}");
                locked.rollback().await?;
                loop {
                    match store.get(&key).await {
                        Err(error) if too_slow(&error) => {}
                        stored => break assert_eq!(stored?, None),
                    }
                }
                Ok(())
            }
        }),
        trial("a server that is killed and started again has what was acknowledged", survives),
    ]
}

async fn survives() -> Result<()> {
    let mut server = tokio::task::spawn_blocking(Server::start).await?.map_err(Error::internal)?;
    let store = PostgresSessionStore::connect(server.url()).await?;
    let key = |n: u64| StoreKey::new("session", format!("{n}"));
    let mut kept = Vec::new();
    for round in 0..3 {
        // One writer goes on until the server is gone.
        let writer = tokio::spawn({
            let store = store.clone();
            async move {
                let mut acknowledged = Vec::new();
                for n in round * 1_000_000.. {
                    match store.save(&key(n), 0, json!(n), None).await {
                        Ok(version) => acknowledged.push((n, version)),
                        Err(error) => return (acknowledged, error),
                    }
                }
                unreachable!()
            }
        });
        while store.get(&key(round * 1_000_000 + 20)).await?.is_none() {}
        server.kill();
        let (acknowledged, error) = writer.await?;
        assert!(acknowledged.len() >= 20, "{} were acknowledged", acknowledged.len());
        assert_eq!(error.status(), Status::Unavailable, "{error:?}");
        shows_no_secret(&error);
        kept.extend(acknowledged);
        let error = store.get(&key(0)).await.unwrap_err();
        assert_eq!(error.status(), Status::Unavailable, "{error:?}");

        // Somebody waits for a change from before the server is back.
        let waits = tokio::spawn({
            let store = store.clone();
            async move {
                loop {
                    match store.changed(&StoreKey::new("waits", "a"), round).await {
                        Err(error) if error.status() == Status::Unavailable => tokio::task::yield_now().await,
                        told => return told,
                    }
                }
            }
        });
        server = tokio::task::spawn_blocking(move || {
            server.start_again();
            server
        })
        .await?;
        for (n, version) in &kept {
            let stored = store.get(&key(*n)).await?;
            assert_eq!(stored.map(|s| (s.version, s.value)), Some((*version, json!(n))));
        }
        let waited = StoreKey::new("waits", "a");
        let seen = store.get(&waited).await?.map_or(0, |stored| stored.version);
        let version = store.save(&waited, seen, json!(round), None).await?;
        let told = waits.await??.expect("a record");
        assert!(told.version <= version && told.version != round);
    }
    tokio::task::spawn_blocking(move || drop(server)).await?;
    Ok(())
}
