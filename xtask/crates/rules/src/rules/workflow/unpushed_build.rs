//! B012: the image is built and never pushed.

use super::remarks::at_cause;
use super::{image, logs_in};
use crate::deciding;
use crate::repo::Repo;
use crate::words::Worded;
use prodproof_publication::{ImageBuild, Remark, RemarkKind};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::reference::Reference;
use prodproof_workflow::file::input;

rule! {
    /// ## What it does
    /// Reports a workflow that logs in and builds an image but pushes it on no event, or not
    /// on a merge: `push` is false, which is its default, or the build is not followed by a
    /// push.
    ///
    /// ## Why is this bad?
    /// The run takes its minutes and is green; the image is gone with the runner.
    ///
    /// ## Example
    /// ```yaml
    /// - uses: docker/build-push-action@v6
    ///   with:
    ///     tags: ${{ steps.meta.outputs.tags }}
    /// ```
    ///
    /// ## Use instead
    /// ```yaml
    /// - uses: docker/build-push-action@v6
    ///   with:
    ///     push: true
    ///     tags: ${{ steps.meta.outputs.tags }}
    /// ```
    B012 UNPUSHED_BUILD "unpushed-build" Error "the image is built and never pushed"
}

/// Nothing is published. A build whose workflow logs in to a registry was meant to be
/// pushed.
pub(super) fn found(repo: &Repo) -> Option<Finding> {
    let build = &repo.build;
    let meant = |one: &&ImageBuild| {
        !one.only_loaded && build.file(&one.path).is_some_and(logs_in) && !is_of_another_name(repo, one)
    };
    let Some(one) = build.builds.iter().find(meant) else { return only_loaded(repo) };
    let why = build.remarks.iter().find(|remark| {
        matches!(remark.kind, RemarkKind::NotPushed { .. } | RemarkKind::NoTag | RemarkKind::PushNotBoolean)
            && remark.path == one.path
    });
    let finding = match why {
        Some(remark) => {
            let message = format!("the image is built and never pushed: {}", remark.told());
            let finding = UNPUSHED_BUILD.at(Place::new(&remark.path, remark.span), message);
            at_cause(repo, remark, finding).related(&one.path, one.span, "this builds it")
        }
        None => {
            UNPUSHED_BUILD.at(Place::new(&one.path, one.span), "the image is built and never pushed: no step pushes it")
        }
    };
    Some(finding.help("push the image on merges and release tags"))
}

/// A build that is kept for the runner, and whose name is the promised one.
fn only_loaded(repo: &Repo) -> Option<Finding> {
    let image = image(repo)?;
    let build = &repo.build;
    let meant = |one: &&ImageBuild| one.only_loaded && build.file(&one.path).is_some_and(logs_in);
    let place = build.builds.iter().filter(meant).find_map(|one| deciding::of_load(repo, one, &image))?;
    let finding = UNPUSHED_BUILD.at(place, "the image is built and never pushed: `load` keeps it for the runner alone");
    Some(finding.help("push the image on merges and release tags"))
}

/// Whether all names that the build is given, written out, are of other images than the promised
/// one, which `widget:ci` may become by another command.
fn is_of_another_name(repo: &Repo, one: &ImageBuild) -> bool {
    let file = repo.build.file(&one.path);
    let tags = file.and_then(|file| input(file.step_at(one.span)?, "tags")?.as_str());
    let (Some(tags), Some(image)) = (tags.filter(|text| !text.contains("${{")), image(repo)) else { return false };
    let mut names =
        tags.split(['\n', ',']).map(str::trim).filter(|name| !name.is_empty()).map(Reference::parse).peekable();
    let last = |name: &Reference| name.repository.rsplit('/').next().map(str::to_string);
    names.peek().is_some() && names.all(|name| name.same_name(&image) == Answer::No && last(&name) != last(&image))
}

/// A merge builds the image, and `push` is off.
pub(super) fn on_merges(repo: &Repo, remark: &Remark) -> Finding {
    let branch = &repo.build.default_branch;
    let message = format!("a merge to `{branch}` builds the image and does not push it: {}", remark.told());
    UNPUSHED_BUILD.at(Place::new(&remark.path, remark.span), message).help("let `push` be true on the default branch")
}

#[cfg(test)]
mod tests {
    use crate::rules::workflow::tests::{bad, findings, workflow, ON, PATH, TAGS};

    #[test]
    fn a_build_that_logs_in_was_meant_to_be_pushed() {
        bad(
            "\
on: push
jobs:
  t:
    runs-on: x
    steps:
      - uses: docker/login-action@v3
      - uses: docker/build-push-action@v6
        with: {tags: quay.io/acme/widget}
",
            &["unpushed-build 7: docker/build-push-action@v6"],
        );
    }

    #[test]
    fn a_build_of_another_name_is_not_the_image() {
        let text = |tags: &str| {
            format!(
                "\
on: push
jobs:
  t:
    runs-on: x
    steps:
      - uses: docker/login-action@v3
      - uses: docker/build-push-action@v6
        with: {{tags: '{tags}'}}
"
            )
        };
        let told = |tags: &str| {
            let files = [(PATH, text(tags)), ("w.container", "[Container]\nImage=quay.io/acme/widget:latest\n".into())];
            let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (*path, text.as_str())).collect();
            findings(&files).iter().any(|found| found.rule.name == "unpushed-build")
        };
        assert!(told("quay.io/acme/widget:x") && told("${{ vars.NAME }}") && told("ci:test,quay.io/acme/widget"));
        assert!(!told("ci:test") && !told("quay.io/acme/other:latest"));
    }

    #[test]
    fn a_build_for_the_runner_alone_was_not() {
        let text = "\
on: push
jobs:
  t:
    runs-on: x
    steps:
      - uses: docker/login-action@v3
      - uses: docker/build-push-action@v6
        with: {load: true, tags: 'widget:ci'}
";
        let named = |text: &str, name| findings(&[(PATH, text)]).iter().any(|found| found.rule.name == name);
        for (with, meant) in
            [("load: true", false), ("load: true, push: false", false), ("load: '${{ matrix.load }}'", true)]
        {
            let text = text.replace("load: true", with);
            assert_eq!(named(&text, "unpushed-build"), meant, "{with}");
            assert_eq!(named(&text, "unpublished-image"), !meant, "{with}");
        }
    }

    #[test]
    fn the_push_is_off_on_merges() {
        let text = workflow(ON, TAGS, "${{ github.ref_type == 'tag' }}");
        // A run by hand on a tag pushes, so that it is no idle one.
        bad(&text, &["unpushed-build 20: ${{ github.ref_type == 'tag' }}"]);
    }
}
