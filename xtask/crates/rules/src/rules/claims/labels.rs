//! Labels that the prose demands.

use super::{also, at, grouped, INVENTED_LABEL, UNBACKED_LABEL};
use crate::constitution::claims::{Claim, What};
use crate::constitution::Constitution;
use crate::finding::{Edit, Finding};
use crate::repo::Repo;

/// The only two labels of auto-update (podman `libpod/define/autoupdate.go`).
const KNOWN: [&str; 2] = ["io.containers.autoupdate", "io.containers.autoupdate.authfile"];

pub(super) fn check(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    let labels = grouped(claims.iter().filter_map(|claim| match &claim.what {
        What::Label { key, value } => Some((claim, (key.as_str(), value.as_deref()))),
        _ => None,
    }));
    for ((key, value), group) in labels {
        if key.to_ascii_lowercase().starts_with("io.containers.auto") && !KNOWN.contains(&key) {
            invented(constitution, key, &group, acc);
        } else if !is_ruled(key) && !is_set(repo, key, value) {
            let Some(first) = group.first() else { continue };
            let label = value.map_or(key.to_string(), |value| format!("{key}={value}"));
            let finding = at(&UNBACKED_LABEL, constitution, first, format!("the label `{label}` is set nowhere"));
            acc.push(
                also(finding, constitution, &group)
                    .help("set it in the unit or the Containerfile, or amend the constitution"),
            );
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

fn invented(constitution: &Constitution, key: &str, group: &[&Claim], acc: &mut Vec<Finding>) {
    let Some(first) = group.first() else { return };
    let unit = key.to_ascii_lowercase().contains("unit");
    let better = if unit { "PODMAN_SYSTEMD_UNIT" } else { KNOWN[0] };
    let finding = at(&INVENTED_LABEL, constitution, first, format!("podman knows no label `{key}`"));
    let finding = also(finding, constitution, group).help(format!("write `{better}`"));
    let edits = group.iter().filter_map(|claim| {
        let words = claim.span.text(&constitution.text);
        let at = words.find(key)?;
        let start = claim.span.start + at;
        Some(Edit::new(&constitution.path, crate::span::Span::new(start, start + key.len()), better))
    });
    acc.push(finding.fix(format!("write `{better}`"), false, edits.collect()));
}

/// Whether the label may be set by any file here. What sets labels without naming them
/// (`docker/metadata-action`, a script, a label file that was not read) may set this one.
fn is_set(repo: &Repo, key: &str, value: Option<&str>) -> bool {
    let oci = key.starts_with("org.opencontainers.image.");
    let mut sources = 0;
    for (path, text) in repo.snapshot.texts(|path| path != repo.constitution_path() && !path.ends_with(".md")) {
        let source =
            [".service", ".container", ".pod", ".kube", ".yml", ".yaml"].iter().any(|ending| path.ends_with(ending))
                || path.to_ascii_lowercase().contains("containerfile")
                || path.to_ascii_lowercase().contains("dockerfile");
        sources += usize::from(source);
        if oci && (text.contains("metadata-action") || text.contains("labels: ${{")) {
            return true;
        }
        if text.contains("--label-file") || text.contains("$LABELS") {
            return true;
        }
        let set = text.match_indices(key).any(|(at, _)| {
            let rest = &text[at + key.len()..];
            // Not the beginning of a longer key.
            let whole = !rest.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '.' || c == '-');
            let rest = rest.trim_start_matches(['"', '\'', '=', ':', ' ']);
            // A value that is computed may be the one.
            whole && value.is_none_or(|value| rest.starts_with(value) || rest.starts_with(['$', '%']))
        });
        if set {
            return true;
        }
    }
    // Without a unit, an image or a workflow there is nothing that could set it.
    sources == 0
}
