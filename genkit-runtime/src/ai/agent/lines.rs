//! How the snapshots of a session hang together: which is its latest, and which before it are kept.

use serde::{Deserialize, Serialize};

use super::snapshots::{Snapshots, parse};
use super::wire::{SessionSnapshot, SnapshotStatus};
use crate::core::error::{Error, Result, Status};

/// How they do.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Lines {
    /// How many of a line are kept; all if it is not there.
    pub(super) longest: Option<usize>,
    /// True if a session that has several lines has no latest snapshot.
    pub(super) single: bool,
}

/// What tells the latest snapshot of a session.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Head {
    pub(super) snapshot_id: String,
    /// The last of each line, where there shall be one line only.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(super) leaves: Vec<String>,
}

impl Head {
    /// The head after another snapshot.
    pub(super) fn then(before: Option<Self>, snapshot: &SessionSnapshot, lines: Lines) -> Self {
        let snapshot_id = snapshot.snapshot_id.clone();
        let mut leaves = Vec::new();
        if lines.single {
            if let Some(before) = before {
                leaves = if before.leaves.is_empty() { vec![before.snapshot_id] } else { before.leaves };
            }
            // Behind a turn that failed a session goes on from the one before.
            if snapshot.status != Some(SnapshotStatus::Failed) {
                leaves.retain(|leaf| Some(leaf) != snapshot.parent_id.as_ref() && *leaf != snapshot_id);
                leaves.push(snapshot_id.clone());
            }
        }
        Self { snapshot_id, leaves }
    }
}

impl Snapshots {
    pub(super) async fn head(&self, session: &str) -> Result<(u64, Option<Head>)> {
        match self.sessions.store.get(&self.head_key(session)).await? {
            None => Ok((0, None)),
            Some(stored) => Ok((stored.version, Some(parse(stored.value, session)?))),
        }
    }

    pub(super) async fn save_head(&self, session: &str, seen: u64, head: &Head) -> Result<()> {
        let (key, value) = (self.head_key(session), serde_json::to_value(head)?);
        self.sessions.store.save(&key, seen, value, self.sessions.lives).await.map(drop)
    }

    /// The id of the latest snapshot of a session.
    ///
    /// # Errors
    /// `FAILED_PRECONDITION` if it has several lines, and should have one.
    pub(super) async fn latest_id(&self, session: &str) -> Result<Option<String>> {
        let Some(head) = self.head(session).await?.1 else { return Ok(None) };
        if self.lines.single && head.leaves.len() > 1 {
            let mut lines = 0;
            for leaf in &head.leaves {
                let status = self.read(leaf).await?.and_then(|(_, stored)| stored.snapshot.status);
                let goes_on = matches!(status, Some(SnapshotStatus::Completed | SnapshotStatus::Pending));
                lines += usize::from(goes_on);
            }
            if lines > 1 {
                let message = format!(
                    "Session '{session}' has branching snapshots ({lines} leaves), so there is no single latest \
                     snapshot. This happens when a conversation is branched (e.g. regenerate). Resume by snapshotId \
                     instead."
                );
                return Err(Error::public(Status::FailedPrecondition, message));
            }
        }
        Ok(Some(head.snapshot_id))
    }

    /// The snapshots before a new one that are kept, and those that are not any more. What a session goes on from is
    /// kept whatever comes behind it.
    pub(super) async fn line(&self, snapshot: &SessionSnapshot) -> Result<(Vec<String>, Vec<String>)> {
        let (Some(longest), Some(parent)) = (self.lines.longest, &snapshot.parent_id) else {
            return Ok((Vec::new(), Vec::new()));
        };
        let mut line = self.read(parent).await?.map(|(_, stored)| stored.line).unwrap_or_default();
        line.push(parent.clone());
        let done = snapshot.status == Some(SnapshotStatus::Completed);
        let more = if done { (line.len() + 1).saturating_sub(longest) } else { 0 };
        let kept = line.split_off(more);
        Ok((kept, line))
    }
}
