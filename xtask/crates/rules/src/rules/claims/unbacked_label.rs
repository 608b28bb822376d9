//! X108: the constitution demands a label that is set nowhere.

use super::{also, at};
use crate::repo::Repo;
use prodproof_constitution::claims::Claim;
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Finding};

rule! {
    /// ## What it does
    /// Reports a label that the prose demands and that stands in no unit, Containerfile
    /// or workflow. The labels of auto-update and of provenance have rules of their own.
    ///
    /// ## Why is this bad?
    /// What selects by that label (monitoring, clean-up) does not see the container.
    ///
    /// ## Example
    /// "Every container MUST carry the label `com.acme.team=infra`."
    ///
    /// ## Use instead
    /// `--label com.acme.team=infra` in the unit, or `LABEL` in the Containerfile.
    ///
    /// ## References
    /// - Labels that an action or a script computes are not seen.
    X108 UNBACKED_LABEL "unbacked-label" Warning "the constitution demands a label that is set nowhere"
}

pub(super) fn found(
    constitution: &Constitution,
    key: &str,
    value: Option<&str>,
    first: &Claim,
    group: &[&Claim],
) -> Finding {
    let label = value.map_or(key.to_string(), |value| format!("{key}={value}"));
    let finding = at(&UNBACKED_LABEL, constitution, first, format!("the label `{label}` is set nowhere"));
    also(finding, constitution, group).help("set it in the unit or the Containerfile, or amend the constitution")
}

/// Whether the label may be set by any file here. What sets labels without naming them
/// (`docker/metadata-action`, a script, a label file that was not read) may set this one.
pub(super) fn is_set(repo: &Repo, key: &str, value: Option<&str>) -> bool {
    let oci = key.starts_with("org.opencontainers.image.");
    let mut sources = 0;
    for (path, text) in repo.snapshot.all_texts(|path| path != repo.constitution_path() && !path.ends_with(".md")) {
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

#[cfg(test)]
mod tests {
    use crate::rules::claims::tests::{bad, bad_with, BUILD};

    #[test]
    fn labels_that_are_set_nowhere() {
        bad(
            "Containers MUST carry the label `com.acme.team=web`.",
            &["X108w 3:34 the label `com.acme.team=web` is set nowhere"],
        );
        bad_with(
            "Images MUST carry `org.opencontainers.image.licenses`.",
            &[(BUILD, "on: push\njobs: {}\n")],
            &["X108w 3:20 the label `org.opencontainers.image.licenses` is set nowhere"],
        );
        bad_with(
            "Images MUST carry `org.opencontainers.image.licenses`.",
            &[(".github/workflows/x.yml", "on: push\njobs: {a: {steps: [{uses: docker/metadata-action@v5}]}}\n")],
            &[],
        );
    }
}
