//! F004: two repositories push version tags under one name.

use super::advice::stop;
use super::groups::Groups;
use super::report::report;
use crate::fleet::{FleetFinding, JoinedFleet};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Finds an image name to which two repositories push version tags that follow their
    /// git tags.
    ///
    /// ## Why is this bad?
    /// As soon as both tag the same version, the later push replaces the earlier one, and
    /// a version no longer says what is inside.
    ///
    /// ## Example
    /// `acme/widget` and its fork `jane/widget` both push `quay.io/acme/widget:1.2.3` when
    /// `v1.2.3` is pushed.
    ///
    /// ```yaml
    /// # .github/workflows/build.yml of the fork
    /// - uses: docker/metadata-action@v5
    ///   with:
    ///     images: quay.io/acme/widget
    ///     tags: |
    ///       type=semver,pattern={{version}}
    /// ```
    ///
    /// ## Use instead
    /// Let one repository publish under this name; give the other its own.
    ///
    /// ## References
    /// Mandate 2: an image tag has one publishing repository.
    F004 DUPLICATE_VERSION_TAG "duplicate-version-tag" Warning "two repositories push version tags under one name"
}

pub(super) fn found(fleet: &JoinedFleet, publishers: &Groups<'_>, what: &str) -> Option<FleetFinding> {
    let several = publishers.several(fleet, &publishers.repositories()) == Answer::Yes;
    several.then(|| report(fleet, &DUPLICATE_VERSION_TAG, publishers, what, stop))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{bad, repo};

    const LATEST: &str = "push:main quay.io/acme/widget:latest";

    #[test]
    fn version_tags_are_told_from_fixed_ones() {
        let release = "tag:v1.2.3 quay.io/acme/widget:1.2.3";
        bad(
            vec![repo("acme/widget", &["a"], &[release]), repo("acme/other", &["z"], &[release])],
            None,
            &["F004 acme/widget:1 version tags of `quay.io/acme/widget`"],
        );
        bad(
            vec![repo("acme/widget", &["a"], &[LATEST, release]), repo("acme/other", &["z"], &[LATEST, release])],
            None,
            &["F001"],
        );
    }
}
