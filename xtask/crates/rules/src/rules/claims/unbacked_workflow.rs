//! X100: the constitution names a workflow that does not exist.

use super::files::{exists, is_called, Named};
use super::{also, at};
use crate::repo::Repo;
use prodproof_constitution::claims::{Claim, Claimed};
use prodproof_constitution::contract::nearest;
use prodproof_constitution::Constitution;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Edit, Finding};

rule! {
    /// ## What it does
    /// Reports a workflow that the constitution names and the repository does not have:
    /// by file (`.github/workflows/x.yml`) or by name ("the `verify` workflow").
    ///
    /// ## Why is this bad?
    /// A gate that does not exist stops nobody, and everybody believes in it.
    ///
    /// ## Example
    /// "Images are built by `.github/workflows/container-build.yml`", while the file is
    /// called `container.yml`.
    ///
    /// ## Use instead
    /// The workflow's real path, or the workflow that is promised.
    ///
    /// ## References
    /// - <https://github.com/meshtastic/Meshtastic-Android/pull/6927>: a constitution that
    ///   named a workflow, a gate and a label, none of them real.
    X100 UNBACKED_WORKFLOW "unbacked-workflow" Error "the constitution names a workflow that does not exist"
}

pub(super) fn check(
    repo: &Repo,
    constitution: &Constitution,
    claims: &[Claim],
    name: &str,
    group: &[&Claim],
    acc: &mut Vec<Finding>,
) {
    if exists(repo, name) {
        return;
    }
    let is_file = name.ends_with(".yml") || name.ends_with(".yaml");
    if !is_file && (is_called(repo, name, Named::Workflow) != Answer::No) {
        return;
    }
    let Some(first) = group.first() else { return };
    let message = if is_file {
        format!("the workflow `{name}` does not exist")
    } else {
        format!("no workflow is called `{name}`")
    };
    let mut finding = also(at(&UNBACKED_WORKFLOW, constitution, first, message), constitution, group);
    // The other ending, or a slip of the pen: the one that is meant is known.
    let full = if name.contains('/') || !is_file {
        name.to_string()
    } else {
        format!("{}/{name}", repo.snapshot.workflow_folder().0)
    };
    let near = nearest(&full, repo.snapshot.paths().filter(|path| repo.snapshot.is_workflow(path))).filter(|_| is_file);
    finding = match near {
        Some(near) => {
            let new = if name.contains('/') { near } else { near.rsplit('/').next().unwrap_or(near) };
            let edits: Vec<Edit> = group
                .iter()
                .filter(|claim| claim.span.text(&constitution.text) == name)
                .map(|claim| Edit::new(&constitution.path, claim.span, new))
                .collect();
            let finding = finding.help(format!("write `{new}` if that is meant"));
            if edits.is_empty() {
                finding
            } else {
                finding.unsafe_fix(format!("write `{new}`"), edits)
            }
        }
        None => finding.help("name a workflow that exists, or write it"),
    };
    // The promised publisher is missing: that nothing is published only follows.
    let publishes = claims.iter().any(|claim| {
        claim.number == first.number && matches!(claim.what, Claimed::Image { .. } | Claimed::Trigger { .. })
    });
    if publishes && repo.build.publications.is_empty() {
        finding = finding.implies(&["unpublished-image"]);
    }
    acc.push(finding);
}

#[cfg(test)]
mod tests {
    use crate::rules::claims::tests::{bad, bad_with, fixed};

    #[test]
    fn workflows_that_do_not_exist() {
        bad(
            "Images are built by `.github/workflows/release.yml`.",
            &["X100w 3:22 the workflow `.github/workflows/release.yml` does not exist"],
        );
        bad("The `release` workflow MUST pass.", &["X100e 3:6 no workflow is called `release`"]);
        fixed(
            "The workflow `container-build.yaml` MUST publish the image.",
            "The workflow `container-build.yml` MUST publish the image.",
        );
        bad(
            "- `.github/workflows/a.yml` MUST lint.\n- `.github/workflows/a.yml` MUST test.",
            &["X100e 3:4 the workflow `.github/workflows/a.yml` does not exist"],
        );
        // A name that is computed may be any.
        let computed = r#"name: ${{ github.workflow }}
on: push
jobs: {a: {name: "${{ matrix.x }}", runs-on: x}}
"#;
        bad_with("The `release` workflow MUST pass.", &[(".github/workflows/x.yml", computed)], &[]);
    }
}
