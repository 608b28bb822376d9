//! F002: a second repository possibly publishes the same reference.

use super::advice::stop;
use super::groups::Groups;
use super::report::report;
use crate::fleet::{FleetFinding, JoinedFleet};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Finds a reference that one repository publishes and another one possibly does: its
    /// push depends on something that no file tells.
    ///
    /// ## Why is this bad?
    /// On the day the condition holds, the other repository's image replaces the right one.
    ///
    /// ## Example
    /// ```yaml
    /// - uses: docker/build-push-action@v7
    ///   with:
    ///     push: ${{ vars.PUSH }}
    ///     tags: quay.io/acme/widget:latest   # which acme/widget publishes
    /// ```
    ///
    /// ## Use instead
    /// Push another reference from the second repository, or delete the push.
    ///
    /// ## References
    /// Mandate 2: an image tag has one publishing repository.
    F002 POSSIBLE_DUPLICATE_PUBLISHER "possible-duplicate-publisher" Warning "a second repository possibly publishes the same reference"
}

/// Where not several of them surely publish.
pub(super) fn found(fleet: &JoinedFleet, publishers: &Groups<'_>, what: &str) -> Option<FleetFinding> {
    let several = publishers.several(fleet, &publishers.repositories()) == Answer::Yes;
    several.then(|| report(fleet, &POSSIBLE_DUPLICATE_PUBLISHER, publishers, what, stop))
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{bad, repo};

    const LATEST: &str = "push:main quay.io/acme/widget:latest";

    #[test]
    fn possible_publications_are_told_from_certain_ones() {
        let other = repo("acme/other", &["z"], &["possibly schedule[0 0 * * *] quay.io/acme/widget:latest"]);
        bad(
            vec![repo("acme/widget", &["a"], &[LATEST]), other],
            None,
            &["F002 acme/other:1 … `acme/other` (possibly schedule `0 0 * * *` (daily at 00:00 UTC))"],
        );
    }
}
