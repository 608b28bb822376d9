//! X005: the unit runs another image than the promised one.

use super::{is_the_unit, run_instead};
use crate::repo::Repo;
use prodproof_deployment::Deployment;
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Finding, Place};
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Reports the unit that the constitution names, or the only one there is, when it
    /// runs another image than the promised one.
    ///
    /// ## Why is this bad?
    /// The same name in another registry or namespace is another image: what is
    /// published is not what runs.
    ///
    /// ## Example
    /// The contract says `quay.io/acme/widget`, the unit runs `ghcr.io/acme/widget`.
    ///
    /// ```ini
    /// [Container]
    /// Image=ghcr.io/acme/widget:latest
    /// AutoUpdate=registry
    /// ```
    ///
    /// ## Use instead
    /// One name in the contract, the workflow and the unit.
    X005 OTHER_IMAGE_RUN "other-image-run" Error "the unit runs another image than the promised one"
}

/// Whether this rule finds the unit.
/// Neighbours (a database, a proxy) run their own images; only these units count.
fn asked(repo: &Repo) -> impl Iterator<Item = &Deployment> {
    let stated = |one: &&Deployment| repo.promise.unit.as_ref().is_some_and(|unit| unit.value == one.path);
    repo.deployments.iter().filter(move |one| stated(one) || is_the_unit(repo, one))
}

/// Whether any unit runs another image than the promised one.
pub(super) fn applies_to_any(repo: &Repo) -> bool {
    asked(repo).any(|deployment| applies(repo, deployment))
}

fn applies(repo: &Repo, deployment: &Deployment) -> bool {
    let (Some(promised), Some(image)) = (&repo.promise.image, &deployment.image) else { return false };
    // A name that only the host knows is another rule's finding, and no other image's name.
    if image.value.registry.contains("<?>") || image.value.repository.contains("<?>") {
        return false;
    }
    // A neighbour in the very unit is a sidecar.
    let mut units = repo.units().into_iter();
    if units.any(|one| one.path == deployment.path && repo.is_promised(one) != Answer::No) {
        return false;
    }
    let another_runs_it = || repo.units().into_iter().any(|one| repo.is_promised(one) != Answer::No);
    let named = repo.promise.unit.as_ref().is_some_and(|unit| unit.value == deployment.path);
    named || is_the_unit(repo, deployment) && is_namesake(&promised.value, &image.value) && !another_runs_it()
}

pub(super) fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    for deployment in asked(repo) {
        of_unit(repo, deployment, acc);
    }
}

fn of_unit(repo: &Repo, deployment: &Deployment, acc: &mut Vec<Finding>) {
    let (Some(promised), Some(image)) = (&repo.promise.image, &deployment.image) else { return };
    if repo.is_promised(deployment) != Answer::No || !applies(repo, deployment) {
        return;
    }
    let place = Place::new(&deployment.image_path, image.span);
    let mut finding =
        OTHER_IMAGE_RUN.at(place, format!("the unit runs `{}`, promised is `{}`", image.value, promised.value));
    if let Some(Place { path, span }) = promised.place.clone() {
        finding = finding.related(path, span, format!("the image is promised here ({})", promised.from));
    }
    if let Some(latest) = repo.promised_latest() {
        finding = run_instead(finding, repo, deployment, &latest);
    }
    acc.push(finding.implies(&["undeployed-image", "unbacked-image", "undecided-delivery"]));
}

/// Whether both images have the same last component: `quay.io/acme/widget` and
/// `ghcr.io/acme/widget`.
fn is_namesake(promised: &str, image: &Reference) -> bool {
    promised.rsplit('/').next() == image.repository.rsplit('/').next()
}
