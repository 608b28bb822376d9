//! F006: two repositories push different tags under one name.

use super::advice::Advice;
use super::groups::Groups;
use super::report::report;
use crate::fleet::{FleetFinding, JoinedFleet};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Finds an image name to which two repositories push different tags.
    ///
    /// ## Why is this bad?
    /// The tags do not collide today. But the contract says that the repository alone
    /// publishes the image, and one more tag makes it a duplicate.
    ///
    /// ## Example
    /// `acme/widget` pushes `quay.io/acme/widget:latest`, `acme/nightly` pushes
    /// `quay.io/acme/widget:nightly`.
    ///
    /// ```yaml
    /// # .github/workflows/build.yml of acme/nightly
    /// push: true
    /// tags: quay.io/acme/widget:nightly
    /// ```
    ///
    /// ## Use instead
    /// Give each repository its own image name.
    F006 SHARED_IMAGE_NAME "shared-image-name" Info "two repositories push different tags under one name"
}

/// Where nothing else was found under the name.
pub(super) fn found(fleet: &JoinedFleet, publishers: &Groups<'_>, name: &str) -> Option<FleetFinding> {
    let what = format!("`{name}` is published, under different tags,");
    let help = |_: &Advice<'_>| "give each repository its own image name".into();
    let several = publishers.several(fleet, &publishers.repositories()) == Answer::Yes;
    several.then(|| report(fleet, &SHARED_IMAGE_NAME, publishers, &what, help))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{bad, repo};

    const LATEST: &str = "push:main quay.io/acme/widget:latest";

    #[test]
    fn one_name_with_different_tags_is_an_info() {
        let nightly = "schedule[0 0 * * *] quay.io/acme/widget:nightly";
        bad(
            vec![repo("acme/widget", &["a"], &[LATEST]), repo("acme/nightly", &["z"], &[nightly])],
            None,
            &["F006 acme/nightly:1 `quay.io/acme/widget` is published, under different tags,"],
        );
    }
}
