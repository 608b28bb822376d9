//! Labels that the prose demands.

use super::{grouped, invented_label, unbacked_label, unmet_label};
use crate::repo::Repo;
use prodproof_constitution::claims::{Claim, Claimed};
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::Finding;

/// The only two labels of auto-update (podman `libpod/define/autoupdate.go`).
pub(super) const KNOWN: [&str; 2] = ["io.containers.autoupdate", "io.containers.autoupdate.authfile"];

pub(super) fn check(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    let labels = grouped(claims.iter().filter_map(|claim| match &claim.what {
        Claimed::Label { key, value } => Some((claim, (key.as_str(), value.as_deref()))),
        _ => None,
    }));
    for ((key, value), group) in labels {
        if key.to_ascii_lowercase().starts_with("io.containers.auto") && !KNOWN.contains(&key) {
            invented_label::found(constitution, key, &group, acc);
        } else if let Some(finding) = unmet_label::found(repo, constitution, key, &group, claims) {
            acc.push(finding);
        } else if !is_ruled(key) && !unbacked_label::is_set(repo, key, value) {
            let Some(first) = group.first() else { continue };
            acc.push(unbacked_label::found(constitution, key, value, first, &group));
        }
    }
}

/// Labels that other rules look after.
fn is_ruled(key: &str) -> bool {
    KNOWN.contains(&key)
        || key == "PODMAN_SYSTEMD_UNIT"
        || ["source", "revision", "version"]
            .iter()
            .any(|name| key.strip_prefix("org.opencontainers.image.") == Some(name))
}
