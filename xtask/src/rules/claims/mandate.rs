//! Prose that states the opposite of the first mandate: both a merge and a release tag
//! publish.

use super::{at, CLAIM_AGAINST_MANDATE};
use crate::constitution::claims::{Claim, Effect, Trigger, What};
use crate::constitution::Constitution;
use crate::finding::Finding;
use crate::repo::Repo;

pub(super) fn check(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    let mut from = 0;
    while let Some(first) = claims.get(from) {
        let until =
            claims[from..].iter().position(|claim| claim.number != first.number).map_or(claims.len(), |at| from + at);
        sentence(repo, constitution, &claims[from..until], acc);
        from = until;
    }
}

fn sentence(repo: &Repo, constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    let branch = repo.promise.branch.value.as_str();
    let is_merge = |trigger: &Trigger| match trigger {
        Trigger::Push(None) => true,
        Trigger::Push(Some(other)) => other == branch,
        _ => false,
    };
    let is_tag = |trigger: &Trigger| matches!(trigger, Trigger::Tag(_));
    let triggers = || {
        claims.iter().filter_map(|claim| match &claim.what {
            What::Trigger { trigger, effect } => Some((claim, trigger, *effect)),
            _ => None,
        })
    };
    let image_tags: Vec<&str> = claims
        .iter()
        .filter_map(|claim| match &claim.what {
            What::Tag(tag) => Some(tag.as_str()),
            _ => None,
        })
        .collect();
    let latest = repo.promise.latest.value.as_str();
    let help = format!(
        "amend it: every merge to `{branch}` publishes `:{latest}`, and every `{}` tag a version",
        repo.promise.tags.value
    );
    for (claim, trigger, effect) in triggers() {
        if effect == Effect::Never && (is_merge(trigger) || is_tag(trigger)) {
            let what = if is_merge(trigger) { "a merge" } else { "a release tag" };
            acc.push(
                at(
                    &CLAIM_AGAINST_MANDATE,
                    constitution,
                    claim,
                    format!("{what} must publish the image, and this forbids it"),
                )
                .help(&help),
            );
            return;
        }
    }
    let publishing =
        |is: &dyn Fn(&Trigger) -> bool| triggers().any(|(_, trigger, effect)| effect != Effect::Never && is(trigger));
    let Some((claim, trigger, _)) = triggers().find(|(_, _, effect)| *effect == Effect::Only) else { return };
    // "`:latest` only on merges" leaves version tags to the tags, and the other way round.
    let speaks_of_merge = image_tags.is_empty() || image_tags.contains(&latest);
    let speaks_of_version = image_tags.is_empty();
    let said = claim.sentence.text(&constitution.text).to_lowercase();
    let of_versions =
        ["versioned", "version-tagged", "versions", "stable", ":v", "<version>", "x.y.z", "release image"];
    if image_tags.is_empty() && of_versions.iter().any(|word| said.contains(word)) {
        return;
    }
    let missing = if speaks_of_merge && !publishing(&is_merge) {
        "a merge must publish the image too"
    } else if speaks_of_version && !publishing(&is_tag) && publishing(&is_merge) {
        "a release tag must publish the image too"
    } else {
        return;
    };
    // A push to another branch alone says nothing of the default branch's tag.
    if triggers().all(|(_, trigger, _)| matches!(trigger, Trigger::Push(_)) && !is_merge(trigger)) {
        return;
    }
    acc.push(
        at(&CLAIM_AGAINST_MANDATE, constitution, claim, format!("only `{trigger}` publishes by this, and {missing}"))
            .help(&help),
    );
}
