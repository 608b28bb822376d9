//! The constitution that this one inherits from: its versions, from a checkout's history.

use std::path::Path;

use anyhow::Context;

use super::verify::{constitution, glance};
use crate::host::{Host, SnapshotSource};
use prodproof_constitution::document::Document;
use prodproof_rules::rules::contract::Parent;

/// More commits than any constitution has; what is older cannot be lagged behind unseen,
/// because it is further behind than anything that is looked at.
const MOST_COMMITS: &str = "--max-count=2000";

pub fn read(dir: &Path) -> anyhow::Result<Parent> {
    let host = Host::find(dir).with_context(|| format!("--parent {}", dir.display()))?;
    let repo = glance(&host, &SnapshotSource::WorkTree)?;
    let constitution = constitution(&repo).with_context(|| format!("--parent {}", dir.display()))?;
    let head = constitution.document.version().cloned();
    let head = head.with_context(|| format!("--parent {}: its constitution states no version", dir.display()))?;
    let mut versions = vec![head.clone()];
    if let Some(git) = &host.git {
        let path = &constitution.path;
        let commits = git.bytes(&["rev-list", MOST_COMMITS, "HEAD", "--", path]).unwrap_or_default();
        let prefix = &git.place()?.prefix;
        let names: Vec<String> =
            String::from_utf8_lossy(&commits).lines().map(|id| format!("{id}:{prefix}{path}")).collect();
        let texts = git.ask(&names.iter().map(String::as_str).collect::<Vec<_>>())?;
        let read = |bytes: Vec<u8>| Document::read(&String::from_utf8_lossy(&bytes)).version().cloned();
        versions.extend(texts.into_iter().flatten().filter_map(|object| read(object.bytes?)));
    }
    Ok(Parent { repository: repo.snapshot.facts.repository.clone(), versions, head })
}
