//! B041: the tag of a pre-release moves the promised tag.

use super::every_branch_publishes_latest::EVERY_BRANCH_PUBLISHES_LATEST;
use super::rivals::{by_flavor, moves};
use super::told;
use crate::repo::Repo;
use prodproof_publication::Publication;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Reports that the tag of a pre-release, such as `v1.2.3-rc1`, moves the promised tag.
    ///
    /// ## Why is this bad?
    /// Production runs the promised tag: it gets the release candidate.
    ///
    /// ## Example
    /// ```yaml
    /// on:
    ///   push:
    ///     tags: ['v*']
    /// # …
    /// tags: type=ref,event=tag
    /// ```
    ///
    /// ## Use instead
    /// `type=semver,pattern={{version}}`, which makes no `latest` of a pre-release, or
    /// `flavor: latest=false`.
    ///
    /// ## References
    /// [latest tag](https://github.com/docker/metadata-action#latest-tag)
    B041 PRERELEASE_MOVES_LATEST "prerelease-moves-latest" Info "the tag of a pre-release moves the promised tag"
}

pub(super) fn check(repo: &Repo, latest: &Reference, acc: &mut Vec<Finding>) -> bool {
    let event = repo.build.prerelease();
    let tagged = |one: &&Publication| event.as_ref() == Some(&one.event) && moves(one, latest);
    let Some(one) = repo.build.elsewhere.iter().find(tagged) else { return false };
    // What every event moves is one fault.
    let told_already = |finding: &Finding| {
        finding.rule == &EVERY_BRANCH_PUBLISHES_LATEST && finding.primary == Place::new(&one.path, one.span)
    };
    if acc.iter().any(told_already) {
        return true;
    }
    let message = format!("{} publishes `{latest}`: production gets the pre-release", told(&one.event));
    acc.push(
        PRERELEASE_MOVES_LATEST
            .at(Place::new(&one.path, one.span), message)
            .help(format!("let merges alone move `{latest}`{}", by_flavor(repo, one))),
    );
    true
}
