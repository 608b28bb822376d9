//! B050: a clean-up deletes what production pulls.

use super::*;
use prodproof_publication::deletions::takes;
use prodproof_publication::Age;
use prodproof_publication::Deleted;
use prodproof_syntax::finding::{rule, Place, Severity};

rule! {
    /// ## What it does
    /// Reports a step that deletes the tag which production pulls, every version of the image,
    /// or versions that it does not name: clean-up actions of GitHub's registry, `skopeo
    /// delete`, `crane delete`, `gh api -X DELETE`, and what clouds have for it.
    ///
    /// ## Why is this bad?
    /// What is deleted can't be pulled: a host that restarts, or a new one, has no image. A
    /// client that deletes a tag deletes the manifest behind it, and with it every other tag
    /// of the same image. `ignore-versions` of actions/delete-package-versions is no help: it
    /// is held against the digest, not against tags.
    ///
    /// Where only old versions go, it is a warning: in a quiet month the one in use is old.
    /// Where nobody can tell which version goes, it is an info.
    ///
    /// ## Example
    /// ```yaml
    /// - uses: actions/delete-package-versions@v5
    ///   with: {package-name: widget, package-type: container, min-versions-to-keep: 0}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// - uses: dataaxiom/ghcr-cleanup-action@v1
    ///   with: {packages: widget, delete-tags: 'pr-*', exclude-tags: 'latest,v*'}
    /// ```
    ///
    /// ## References
    /// [delete-package-versions](https://github.com/actions/delete-package-versions),
    /// [skopeo-delete(1)](https://github.com/containers/skopeo/blob/main/docs/skopeo-delete.1.md)
    B050 DELETED_PUBLICATION "deleted-publication" Error "a clean-up deletes what production pulls"
}

pub(super) fn check(repo: &Repo, image: &Reference, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    let latest = repo.promised_latest();
    let promised = |one: &Publication| {
        let own = one.reference.as_ref();
        latest.as_ref().is_none_or(|latest| own.is_some_and(|own| own.same(latest) == Answer::Yes))
    };
    let doomable: Vec<&Publication> = of_image(repo, image).map(|(one, _)| one).filter(|one| promised(one)).collect();
    for deletion in build.deletions.iter().filter(|deletion| deletion.what != Deleted::Untagged) {
        let place = Place::new(&deletion.path, deletion.span);
        if acc.iter().any(|old| old.primary == place && old.rule == &DELETED_PUBLICATION) {
            continue;
        }
        let doomed = doomable.iter().find(|one| takes(build, deletion, one) != Answer::No);
        let Some(one) = doomed else { continue };
        let shown = one.reference.as_ref().map_or_else(String::new, ToString::to_string);
        let sure = takes(build, deletion, one) == Answer::Yes;
        let (severity, does) = match (&deletion.what, deletion.age) {
            (what, _) if !sure && *what != Deleted::Unknown => (Severity::Info, "may delete".to_string()),
            (Deleted::Unknown, _) => {
                (Severity::Info, "deletes versions that it does not name, perhaps one of".to_string())
            }
            (_, Age::Old) => (Severity::Warning, "deletes, as soon as it is old enough,".to_string()),
            (Deleted::Everything { .. }, Age::Any) => {
                (Severity::Error, "deletes every version, and with it".to_string())
            }
            (_, Age::Any) => (Severity::Error, "deletes".to_string()),
        };
        acc.push(
            DELETED_PUBLICATION
                .at(place, format!("`{}` {does} `{shown}`", deletion.method))
                .severity(severity)
                .related(&one.path, one.span, "which is published here")
                .help("name the tags that may go, and keep the ones that production pulls"),
        );
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{everything, workflow, ON, PATH, TAGS};

    const CLEAN: &str = ".github/workflows/clean.yml";

    /// The severities of what is found in a clean-up beside a workflow that publishes.
    #[track_caller]
    fn found(step: &str, expected: &[&str]) {
        let clean = format!(
            "\
on: {{schedule: [{{cron: '0 3 * * 0'}}]}}
jobs:
  c:
    runs-on: ubuntu-latest
    steps:
{step}"
        );
        let found = everything(&[(PATH, &workflow(ON, TAGS, "true")), (CLEAN, &clean)]);
        let own = found.iter().filter(|one| one.rule.name == "deleted-publication");
        assert_eq!(own.map(|one| one.severity.as_str()).collect::<Vec<_>>(), expected, "{step}");
    }

    #[test]
    fn clients_that_delete_the_promised_tag() {
        for line in [
            "skopeo delete docker://quay.io/acme/widget:latest",
            "crane delete quay.io/acme/widget",
            "regctl tag rm quay.io/acme/widget:latest",
            "curl -X DELETE https://quay.io/api/v1/repository/acme/widget/tag/latest",
            "curl -X DELETE https://quay.io/api/v1/repository/acme/widget",
        ] {
            found(&format!("      - run: {line}\n"), &["error"]);
        }
        found("      - run: crane delete quay.io/acme/widget@$DIGEST\n", &["info"]);
        for line in [
            "skopeo delete docker://quay.io/acme/widget:pr-$N",
            "skopeo delete docker://quay.io/acme/other:latest",
            "gh api -X DELETE /orgs/acme/packages/container/widget",
            "skopeo inspect docker://quay.io/acme/widget:latest",
        ] {
            found(&format!("      - run: {line}\n"), &[]);
        }
    }

    #[test]
    fn what_is_pushed_anew_behind_it_is_none() {
        let on = "  push:
    branches: [main]
  workflow_dispatch:
";
        let build = workflow(on, TAGS, "true")
            .replace("    steps:\n", "    steps:\n      - run: skopeo delete docker://quay.io/acme/widget:latest\n");
        let found = everything(&[(PATH, &build)]);
        assert!(found.iter().all(|one| one.rule.name != "deleted-publication"));
    }
}
