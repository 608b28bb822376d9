//! A finding in a workflow or unit whose opposite the constitution demands is shown with
//! the sentence that demands it: one fault, both places. Must not find anything itself.

use std::cell::OnceCell;

use crate::repo::Repo;
use crate::rules::mandates::{self, Subject};
use prodproof_constitution::claims::{Claim, ClaimEffect, Claimed, ClaimedTrigger};
use prodproof_constitution::mandates::{Enforcement, Mandate};
use prodproof_syntax::finding::{Finding, Place, RelatedPlace};
use prodproof_syntax::span::Span;

/// What a rule's finding is about, as far as prose speaks of it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum About {
    Label,
    Unit,
    Merge,
    Release,
    Dispatch,
    Image,
    Tag,
}

/// The rules whose findings a sentence of the constitution can demand the opposite of.
const RULES: &[(&str, &[About])] = &[
    ("missing-autoupdate-label", &[About::Label, About::Unit]),
    ("unknown-autoupdate-label", &[About::Label, About::Unit]),
    ("label-after-image", &[About::Label]),
    ("invalid-autoupdate-policy", &[About::Label]),
    ("disabled-autoupdate", &[About::Label]),
    ("local-autoupdate", &[About::Label]),
    ("overridden-autoupdate-label", &[About::Label]),
    ("commented-out-label", &[About::Label]),
    ("unheard-annotation", &[About::Label]),
    ("autoupdate-in-wrong-section", &[About::Label]),
    ("missing-systemd-unit", &[About::Unit]),
    ("invalid-systemd-unit-name", &[About::Unit]),
    ("other-systemd-unit", &[About::Unit]),
    ("empty-systemd-unit", &[About::Unit]),
    ("systemd-unit-in-container-env", &[About::Unit]),
    ("lost-systemd-unit", &[About::Unit]),
    ("tag-only-trigger", &[About::Merge]),
    ("missing-push-trigger", &[About::Merge]),
    ("unpublished-merge", &[About::Merge, About::Tag]),
    ("unpublished-release", &[About::Release]),
    ("missing-dispatch", &[About::Dispatch]),
    ("other-image-run", &[About::Image]),
    ("unpublished-tag-run", &[About::Tag, About::Image]),
    ("unmerged-tag-run", &[About::Tag, About::Image]),
];

/// Adds the sentences to the findings.
pub fn relate(repo: &Repo, acc: &mut [Finding]) {
    let Some(constitution) = &repo.constitution else { return };
    let claims = constitution.claims();
    let mandates = OnceCell::new();
    for finding in acc.iter_mut().filter(|finding| finding.primary.path != constitution.path) {
        let subjects = RULES.iter().find(|(name, _)| *name == finding.rule.name).map_or(&[][..], |(_, all)| all);
        for subject in subjects {
            let binding = |claim: &&Claim| claim.binding && is_about(repo, claim, *subject);
            let Some(claim) = claims.iter().find(binding) else { continue };
            demanded(finding, &constitution.path, claim.span, &claim.sentence);
        }
        // What no claim says in so many words, a sentence may demand all the same: the one
        // that this very rule enforces.
        let is_related = finding.related.iter().any(|other| other.place.path == constitution.path);
        if !is_related {
            let all: &Vec<Mandate> = mandates.get_or_init(|| mandates::of(constitution, &Subject::of(repo)));
            let enforces = |mandate: &&Mandate| matches!(&mandate.enforcement, Enforcement::Rules(rules) if rules.iter().any(|rule| rule.name == finding.rule.name));
            if let Some(mandate) = all.iter().find(enforces) {
                demanded(finding, &constitution.path, mandate.span, &mandate.span);
            }
        }
        if subjects.iter().any(|subject| matches!(subject, About::Label | About::Unit)) {
            finding.implies.push("unmet-label");
        }
        if subjects.contains(&About::Label) {
            let stated = repo.contract.autoupdate.clone().into_iter();
            let of_units = repo.contract.deploys.iter().filter_map(|unit| unit.autoupdate.clone());
            if let Some(policy) = stated.chain(of_units).find(|policy| policy.value == "registry") {
                let place = Place::new(&constitution.path, policy.span);
                finding.related.push(RelatedPlace { place, message: "the contract demands it here".into() });
            }
        }
    }
}

/// Relates the sentence, unless a part of it is already.
fn demanded(finding: &mut Finding, path: &str, span: Span, sentence: &Span) {
    let known = finding.related.iter().any(|other| {
        other.place.path == path && other.place.span.start >= sentence.start && other.place.span.end <= sentence.end
    });
    if !known {
        finding
            .related
            .push(RelatedPlace { place: Place::new(path, span), message: "the constitution demands it here".into() });
    }
}

fn is_about(repo: &Repo, claim: &Claim, subject: About) -> bool {
    match (&claim.what, subject) {
        (Claimed::Label { key, .. }, About::Label) => key == "io.containers.autoupdate",
        (Claimed::Label { key, .. }, About::Unit) => key == "PODMAN_SYSTEMD_UNIT",
        (Claimed::Trigger { trigger: ClaimedTrigger::Push(branch), effect }, About::Merge) => {
            let own = branch.as_ref().is_none_or(|branch| *branch == repo.promise.branch.value);
            own && *effect != ClaimEffect::Never
        }
        (Claimed::Trigger { trigger: ClaimedTrigger::Tag(_), effect }, About::Release) => *effect != ClaimEffect::Never,
        (Claimed::Trigger { trigger: ClaimedTrigger::Dispatch, effect }, About::Dispatch) => {
            *effect != ClaimEffect::Never
        }
        (Claimed::Image { image, .. }, About::Image) => {
            repo.promises().into_iter().flat_map(|one| one.names()).any(|promised| promised.value == image.name)
        }
        (Claimed::Tag(tag), About::Tag) => *tag == repo.promise.latest.value,
        _ => false,
    }
}
