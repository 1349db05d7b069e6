//! Sessions in Cloud Firestore, by its REST API.
//!
//! ```no_run
//! use genkit::prelude::*;
//! use genkit_firestore::FirestoreSessionStore;
//!
//! # async fn f() -> Result<()> {
//! // The emulator that `FIRESTORE_EMULATOR_HOST` names; else the project of `GOOGLE_CLOUD_PROJECT`, or of the credentials.
//! let store = FirestoreSessionStore::from_env().await?;
//! let ai = Genkit::builder().session_store(store).build().await?;
//! # Ok(()) }
//! ```
//!
//! Who asks: application default credentials, which are the key file that `GOOGLE_APPLICATION_CREDENTIALS` names, the login of
//! `gcloud auth application-default login`, or the account of a machine in Google's cloud; another service account by
//! [`FirestoreOptions::service_account`]; whoever a function's access tokens name, by [`FirestoreOptions::token`]:
//!
//! ```no_run
//! use genkit::{Result, Secret};
//! use genkit_firestore::FirestoreOptions;
//!
//! async fn token() -> Result<Secret<String>> {
//!     Ok(Secret::new(std::env::var("TOKEN")?))      // of a library, say
//! }
//!
//! # async fn f() -> Result<()> {
//! let store = FirestoreOptions::new("my-project").database("sessions").token(token).connect().await?;
//! # Ok(()) }
//! ```
//!
//! # What is kept
//!
//! A record is a document `genkit/{tenant and collection}/genkit-records/{id}` with the fields `id`, `version`, `token`, `json`,
//! `parts` and, where its life ends, `expires`; what one document does not take of a value stands in more documents below it,
//! `genkit-parts/..`. Ids that Firestore does not take are escaped; long ones are digests. A save is one commit that names the document
//! as it was read; when it is acknowledged, Firestore has it on several disks.
//!
//! - A record has at most about ten megabytes, as a commit has; a larger one is refused as `RESOURCE_EXHAUSTED`.
//! - A record whose life is over is gone at once for whoever asks. That Firestore deletes its documents, too, takes a policy for
//!   each kind: `gcloud firestore fields ttls update expires --collection-group=genkit-records --enable-ttl`, and the same for
//!   `genkit-parts`.
//! - `json` need not be indexed: `gcloud firestore indexes fields update json --collection-group=genkit-records --disable-indexes`.
//! - Ids are listed in their order as far as Firestore sorts texts: by their first 1500 bytes.
//! - Who waits for a change looks again and again, at first four times a second, later every five seconds; each look is
//!   a read that is paid for. (Firestore tells of changes by gRPC only.)

mod api;
mod auth;
mod name;
mod options;
mod parts;
mod record;
mod store;

pub use options::FirestoreOptions;
pub use store::FirestoreSessionStore;
