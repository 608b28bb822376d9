//! B021: a pushed reference is one that no registry takes.

use super::remarks;
use crate::repo::Repo;
use prodproof_publication::Remark;
use prodproof_syntax::finding::{rule, Finding, Severity};
use prodproof_workflow::event::Event;

rule! {
    /// ## What it does
    /// Reports a reference with upper-case letters in its name, an empty component or tag, or
    /// a tag that starts with `-`; also a name without a namespace on docker.io, where only
    /// Docker pushes.
    ///
    /// ## Why is this bad?
    /// The push fails, and with docker/build-push-action one bad tag fails all the others.
    ///
    /// ## Example
    /// ```yaml
    /// tags: ghcr.io/${{ github.repository }}:latest   # acme/Widget
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// tags: ghcr.io/acme/widget:latest
    /// ```
    ///
    /// or docker/metadata-action, which lower-cases names.
    ///
    /// ## References
    /// [grammar](https://github.com/distribution/reference/blob/main/regexp.go)
    B021 INVALID_REFERENCE "invalid-reference" Error "a pushed reference is one that no registry takes"
}

pub(super) fn of(repo: &Repo, remark: &Remark) -> Finding {
    let finding =
        remarks::on_events(&INVALID_REFERENCE, repo, remark).help("write a name and tag that registries take");
    let mut all = repo.build.remarks.iter().filter(|other| remarks::is_same(other, remark));
    let by_hand = all.all(|other| other.event == Event::WorkflowDispatch);
    let asks = repo.build.file(&remark.path).and_then(|file| file.on()?.at(&["workflow_dispatch", "inputs"]));
    // Whoever starts it may type something else.
    match asks {
        Some(_) if by_hand => {
            let mut finding = finding.severity(Severity::Warning).help("give the input a default that registries take");
            finding.message.push(" (with what the form offers; another input may do)");
            finding
        }
        _ => finding,
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{findings, workflow, ON, PATH, TAGS};

    #[test]
    fn a_name_in_upper_case() {
        let text = workflow(ON, TAGS, "true").replace(
            "${{ steps.meta.outputs.tags }}",
            "'quay.io/acme/widget:latest,quay.io/acme/widget:${{ github.ref_name }},ghcr.io/${{ github.repository }}'",
        );
        let found = findings(&[(PATH, &text)]);
        assert!(found.iter().any(|f| f.rule.name == "invalid-reference"), "{found:?}");
        assert!(!found.iter().any(|f| f.rule.name == "unpublished-merge"), "{found:?}");
    }

    /// What a name in upper case hangs on makes no difference; a name that is only local may be
    /// what a command builds.
    #[test]
    fn a_push_that_hangs_on_something() {
        let script = |lines: &str| {
            format!(
                "\
on:
  push:
    branches: [main]
jobs:
  b:
    runs-on: ubuntu-latest
    steps:
      - run: |
          {lines}
"
            )
        };
        for lines in [
            "if [ -n \"$X\" ]; then docker push ghcr.io/Acme/widget:1; fi",
            "some-tool || podman push quay.io/acme/Widget",
            "docker buildx build $FLAGS -t quay.io/Acme/widget .",
        ] {
            let found = findings(&[(PATH, &script(lines))]);
            assert!(found.iter().any(|one| one.rule.name == "invalid-reference"), "{lines}");
        }
        for lines in ["docker buildx build $FLAGS -t widget .", "IMAGE=$X; docker push \"quay.io/$IMAGE\""] {
            let found = findings(&[(PATH, &script(lines))]);
            assert!(!found.iter().any(|one| one.rule.name == "invalid-reference"), "{lines}");
        }
    }
}
