//! X108: the constitution demands a label that is set nowhere.

use super::{also, at};
use crate::repo::Repo;
use prodproof_constitution::claims::Claim;
use prodproof_constitution::Constitution;
use prodproof_publication::WorkflowFile;
use prodproof_syntax::finding::{rule, Finding};
use prodproof_syntax::yaml::Node;
use prodproof_workflow::expression::{parts, Part};
use prodproof_workflow::file::{action, input, steps_of};

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
    if key.starts_with("org.opencontainers.image.") && repo.build.files.iter().any(|file| makes_labels(file)) {
        return true;
    }
    let mut sources = 0;
    for (path, text) in repo.snapshot.all_texts(|path| path != repo.constitution_path() && !path.ends_with(".md")) {
        let source =
            [".service", ".container", ".pod", ".kube", ".yml", ".yaml"].iter().any(|ending| path.ends_with(ending))
                || path.to_ascii_lowercase().contains("containerfile")
                || path.to_ascii_lowercase().contains("dockerfile");
        sources += usize::from(source);
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

/// Whether a step makes labels of what it finds: docker/metadata-action, or labels that are
/// only known at run time.
fn makes_labels(file: &WorkflowFile) -> bool {
    let mut steps = file.jobs().flat_map(|(_, job)| steps_of(job));
    steps.any(|step| {
        let computed = || {
            let labels = input(step, "labels").and_then(Node::as_str)?;
            Some(parts(labels).iter().any(|part| matches!(part, Part::Expression(..))))
        };
        action(step).is_some_and(|name| name == "docker/metadata-action") || computed().unwrap_or(false)
    })
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
        let beside = |steps: &str, expected: &[&str]| {
            let text = format!(
                "on: push
jobs:
  a:
    runs-on: x
    steps:
{steps}"
            );
            let licenses = "Images MUST carry `org.opencontainers.image.licenses`.";
            bad_with(licenses, &[(BUILD, &text)], expected);
        };
        beside("      - uses: Docker/metadata-action@v5\n", &[]);
        beside(
            "      - uses: x/y@v1
        with:
          Labels: ${{ steps.m.outputs.labels }}
",
            &[],
        );
        let nowhere = ["X108w 3:20 the label `org.opencontainers.image.licenses` is set nowhere"];
        // Words of a comment, and of another key, make no label.
        beside("      # docker/metadata-action\n      - run: make\n", &nowhere);
        beside("      - run: echo labels: ${{ github.sha }}\n", &nowhere);
    }
}
