//! What podman says: the container of a unit, its image, and what an update would do.
//!
//! Source: podman-auto-update(1), podman-inspect(1); measured with 4.3.1 and 5.4.2.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::moment::Moment;
use prodproof_syntax::order::Order;

/// A container, as far as it is looked at.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HostContainer {
    pub name: String,
    /// As it was named when it was started.
    pub image: String,
    /// `running`, `exited`, `created`, `paused`.
    pub status: String,
    pub started: Option<Moment>,
    /// Its own and those of its image.
    pub labels: BTreeMap<String, String>,
    /// Of its image: `sha256:…`, every digest under which a registry has it.
    pub digests: Vec<String>,
}

impl HostContainer {
    /// What `container inspect` says, and `image inspect` of its image.
    pub fn read(container: &str, image: Option<&str>) -> Option<Self> {
        let value: Value = serde_json::from_str(container).ok()?;
        let text = |value: &Value, key: &str| value[key].as_str().unwrap_or_default().to_string();
        let labels = |value: &Value| -> BTreeMap<String, String> {
            let all = value["Labels"].as_object().into_iter().flatten();
            all.filter_map(|(key, value)| Some((key.clone(), value.as_str()?.to_string()))).collect()
        };
        let image: Value = image.and_then(|text| serde_json::from_str(text).ok()).unwrap_or_default();
        let repo = image["RepoDigests"].as_array().into_iter().flatten().filter_map(Value::as_str);
        let mut digests: Vec<String> = repo.filter_map(|one| Some(one.split_once('@')?.1.to_string())).collect();
        digests.extend(image["Digest"].as_str().map(str::to_string));
        digests.order();
        digests.dedup();
        let mut all = labels(&image);
        all.extend(labels(&value));
        Some(Self {
            name: value["Name"].as_str()?.to_string(),
            image: text(&value, "ImageName"),
            status: text(&value, "Status"),
            started: value["StartedAt"].as_str().and_then(Moment::rfc3339).filter(|one| !one.is_placeholder()),
            labels: all,
            digests,
        })
    }
}

/// What auto-update would do to a unit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Would {
    /// "false". podman 4 says so as well when it cannot reach the registry (measured).
    Nothing,
    /// "pending".
    Update,
    /// "failed", "rolled back".
    Fail,
}

/// The rows of `podman auto-update --dry-run --format json`, by unit; nothing labelled is
/// an empty text (measured). `None` of a text that is no list.
pub fn would(text: &str) -> Option<BTreeMap<String, Would>> {
    if text.trim().is_empty() {
        return Some(BTreeMap::new());
    }
    let value: Value = serde_json::from_str(text).ok()?;
    let row = |one: &Value| {
        let would = match one["Updated"].as_str()? {
            "false" => Would::Nothing,
            "pending" | "true" => Would::Update,
            _ => Would::Fail,
        };
        Some((one["Unit"].as_str()?.to_string(), would))
    };
    let mut all = BTreeMap::new();
    for (unit, would) in value.as_array()?.iter().filter_map(row) {
        // A unit of several containers is updated if one of them is.
        let known = all.entry(unit).or_insert(would);
        if would == Would::Fail || *known == Would::Nothing {
            *known = would;
        }
    }
    Some(all)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_container_has_every_digest_of_its_image() {
        let container = r#"{"Name":"widget","Image":"abc","ImageName":"quay.io/acme/widget:latest","Status":"running","StartedAt":"2026-11-30T05:02:11.12345Z","Labels":{"io.containers.autoupdate":"registry"}}"#;
        let image = r#"{"Digest":"sha256:a","RepoDigests":["quay.io/acme/widget@sha256:a","quay.io/acme/widget@sha256:b"],"Labels":{"org.opencontainers.image.revision":"860c190"},"Created":"2026-11-30T04:00:00Z"}"#;
        let one = HostContainer::read(container, Some(image)).expect("a container");
        assert_eq!(one.digests, ["sha256:a", "sha256:b"]);
        assert_eq!(one.labels.len(), 2);
        assert!(one.started.is_some());
        assert_eq!(HostContainer::read(container, None).map(|one| one.digests.len()), Some(0));
        assert_eq!(HostContainer::read("Error: no such container\n", None), None);
    }

    /// 4.3.1 and 5.4.2, as measured: empty where nothing is labelled.
    #[test]
    fn what_an_update_would_do() {
        let row = |updated: &str| {
            format!(
                r#"[{{"Unit":"widget.service","HostContainer":"8a (widget)","ContainerName":"widget","ContainerID":"8a","Image":"quay.io/acme/widget:latest","Policy":"registry","Updated":"{updated}"}}]"#
            )
        };
        for (updated, expected) in [("false", Would::Nothing), ("pending", Would::Update), ("failed", Would::Fail)] {
            assert_eq!(would(&row(updated)).and_then(|all| all.get("widget.service").copied()), Some(expected));
        }
        assert_eq!(would(""), Some(BTreeMap::new()));
        assert_eq!(would("\n"), Some(BTreeMap::new()));
        assert_eq!(would("Error: auto-updating container"), None);
    }
}
