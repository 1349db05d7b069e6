//! The credentials of the machine, where Google's own tools look for them.

use std::path::PathBuf;

use genkit::{Error, Result};

use super::Account;

/// In order: the key in `GCLOUD_SERVICE_ACCOUNT_CREDS`, the file that `GOOGLE_APPLICATION_CREDENTIALS` names, the file
/// that `gcloud auth application-default login` writes, the metadata server.
pub(super) fn find() -> Result<Account> {
    let set = |name: &str| std::env::var(name).ok().filter(|value| !value.trim().is_empty());
    if let Some(text) = set("GCLOUD_SERVICE_ACCOUNT_CREDS") {
        return Account::read(&text, "GCLOUD_SERVICE_ACCOUNT_CREDS");
    }
    if let Some(path) = set("GOOGLE_APPLICATION_CREDENTIALS") {
        let text = std::fs::read_to_string(&path).map_err(|e| {
            let told = format!("GOOGLE_APPLICATION_CREDENTIALS names {path}, which cannot be read");
            Error::unauthenticated(told).with_cause(e)
        })?;
        return Account::read(&text, &path);
    }
    if let Some(path) = known_file()
        && let Ok(text) = std::fs::read_to_string(&path)
    {
        return Account::read(&text, &path.display().to_string());
    }
    Ok(Account::Metadata { host: set("GCE_METADATA_HOST").unwrap_or("metadata.google.internal".to_owned()) })
}

fn known_file() -> Option<PathBuf> {
    let folder = match std::env::var_os("CLOUDSDK_CONFIG") {
        Some(folder) => PathBuf::from(folder),
        None if cfg!(windows) => PathBuf::from(std::env::var_os("APPDATA")?).join("gcloud"),
        None => PathBuf::from(std::env::var_os("HOME")?).join(".config/gcloud"),
    };
    Some(folder.join("application_default_credentials.json"))
}
