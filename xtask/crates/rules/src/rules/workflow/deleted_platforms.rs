//! B051: a clean-up of untagged versions deletes parts of an image that has several.

use super::*;
use prodproof_publication::deletions::takes;
use prodproof_publication::Deleted;
use prodproof_syntax::finding::{rule, Place};

rule! {
    /// ## What it does
    /// Reports a clean-up that deletes versions without a tag, where the image is an index of
    /// several manifests: one of several platforms, or with attestations.
    ///
    /// ## Why is this bad?
    /// Only the index has the tag; the manifests of its platforms and attestations have none,
    /// and are what the clean-up deletes. The tag is still there, and a pull of it fails with
    /// `manifest unknown`. docker/build-push-action makes an index of every image from v4 on,
    /// for the provenance that it adds where `docker/setup-buildx-action` has run.
    ///
    /// ## Example
    /// ```yaml
    /// - uses: actions/delete-package-versions@v5
    ///   with: {package-name: widget, package-type: container, delete-only-untagged-versions: true}
    /// ```
    ///
    /// ## Use instead
    /// One that keeps what an index names:
    ///
    /// ```yaml
    /// - uses: dataaxiom/ghcr-cleanup-action@v1
    ///   with: {packages: widget, delete-untagged: true}
    /// ```
    ///
    /// ## References
    /// [attestations in
    /// workflows](https://docs.docker.com/build/ci/github-actions/attestations/)
    B051 DELETED_PLATFORMS "deleted-platforms" Warning "a clean-up of untagged versions deletes parts of an image that has several"
}

pub(super) fn check(repo: &Repo, image: &Reference, acc: &mut Vec<Finding>) {
    let build = &repo.build;
    for deletion in build.deletions.iter().filter(|deletion| deletion.what == Deleted::Untagged) {
        let place = Place::new(&deletion.path, deletion.span);
        if acc.iter().any(|old| old.primary == place && old.rule == &DELETED_PLATFORMS) {
            continue;
        }
        let doomed = of_image(repo, image).map(|(one, _)| one).find(|one| takes(build, deletion, one) == Answer::Yes);
        let Some(one) = doomed else { continue };
        let shown = one.reference.as_ref().map_or_else(String::new, ToString::to_string);
        let message = format!(
            "`{}` deletes versions without a tag, and `{shown}` is an index of several: a pull of it fails then",
            deletion.method
        );
        acc.push(
            DELETED_PLATFORMS
                .at(place, message)
                .related(&one.path, one.span, "which is published here")
                .help("use a clean-up that keeps what an index names, such as `dataaxiom/ghcr-cleanup-action`"),
        );
    }
}
