//! X002: no unit runs the promised image.

use super::is_the_unit;
use crate::answer::Answer;
use crate::finding::{rule, Finding, Place};
use crate::repo::Repo;

rule! {
    /// ## What it does
    /// Reports that no unit of the repository runs the image that is promised.
    ///
    /// ## Why is this bad?
    /// What is published but run by nothing is not in production. Where the unit lives
    /// in another repository, this one cannot prove that it is right.
    ///
    /// ## Example
    /// A workflow that publishes `quay.io/acme/widget:latest`, and no `.service` or
    /// `.container` file anywhere.
    ///
    /// ## Use instead
    /// `cargo xtask init` writes the unit. Where it is kept elsewhere on purpose, say so:
    ///
    /// ```toml
    /// [[waiver]]
    /// rule = "undeployed-image"
    /// reason = "the unit is kept in acme/hosts"
    /// ```
    X002 UNDEPLOYED_IMAGE "undeployed-image" Warning "no unit runs the promised image"
}

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(image) = &repo.promise.image else { return };
    let named = repo.promise.unit.as_ref().filter(|fact| !repo.snapshot.has(&fact.value));
    // A unit that runs another image, or an unknown one, is another rule's finding.
    if repo.deployments.iter().any(|one| repo.is_promised(one) != Answer::No || is_the_unit(repo, one)) {
        return;
    }
    let path = named.map_or("deploy/", |fact| fact.value.as_str());
    let place = image.place.clone().unwrap_or_else(|| Place::file(path));
    let mut finding = UNDEPLOYED_IMAGE.at(place, format!("no unit here runs `{}`", image.value));
    if let Some(Place { path, span }) = named.and_then(|fact| fact.place.clone()) {
        finding = finding.related(path, span, "the unit is promised here");
    }
    acc.push(finding.help("write the unit with `cargo xtask init`, or waive this with the place where it is kept"));
}
