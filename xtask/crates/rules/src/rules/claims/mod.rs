//! The chain family, second half: what the prose claims and nothing backs. What the
//! mandates demand anyway is left to their own rules: one fault, one finding.

mod claim_against_mandate;
mod invented_label;
mod other_default_branch;
mod unbacked_base_image;
mod unbacked_check;
mod unbacked_file;
mod unbacked_image;
mod unbacked_label;
mod unbacked_platform;
mod unbacked_port;
mod unbacked_schedule;
mod unbacked_tag;
mod unbacked_trigger;
mod unbacked_unit;
mod unbacked_workflow;
mod unmet_label;

pub use claim_against_mandate::CLAIM_AGAINST_MANDATE;
pub use invented_label::INVENTED_LABEL;
pub use other_default_branch::OTHER_DEFAULT_BRANCH;
pub use unbacked_base_image::UNBACKED_BASE_IMAGE;
pub use unbacked_check::UNBACKED_CHECK;
pub use unbacked_file::UNBACKED_FILE;
pub use unbacked_image::UNBACKED_IMAGE;
pub use unbacked_label::UNBACKED_LABEL;
pub use unbacked_platform::UNBACKED_PLATFORM;
pub use unbacked_port::UNBACKED_PORT;
pub use unbacked_schedule::UNBACKED_SCHEDULE;
pub use unbacked_tag::UNBACKED_TAG;
pub use unbacked_trigger::UNBACKED_TRIGGER;
pub use unbacked_unit::UNBACKED_UNIT;
pub use unbacked_workflow::UNBACKED_WORKFLOW;
pub use unmet_label::UNMET_LABEL;

mod demands;
mod files;
mod labels;
mod schedules;

pub use demands::relate;

use crate::repo::Repo;
use prodproof_constitution::claims::Claim;
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::Rule;
use prodproof_syntax::finding::{Finding, Place, Severity};
use prodproof_syntax::order::Order;

/// The rows, in the order in which they are listed.
pub static RULES: &[&Rule] = &[
    &UNBACKED_WORKFLOW,
    &UNBACKED_UNIT,
    &UNBACKED_FILE,
    &UNBACKED_CHECK,
    &UNBACKED_SCHEDULE,
    &UNBACKED_IMAGE,
    &UNBACKED_TAG,
    &UNBACKED_BASE_IMAGE,
    &UNBACKED_LABEL,
    &INVENTED_LABEL,
    &CLAIM_AGAINST_MANDATE,
    &UNBACKED_TRIGGER,
    &UNMET_LABEL,
    &OTHER_DEFAULT_BRANCH,
    &UNBACKED_PORT,
    &UNBACKED_PLATFORM,
];

pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(constitution) = &repo.constitution else { return };
    let claims = constitution.claims();
    files::check(repo, constitution, claims, acc);
    schedules::check(repo, constitution, claims, acc);
    unbacked_image::check(repo, constitution, claims, acc);
    unbacked_tag::check(repo, constitution, claims, acc);
    unbacked_base_image::check(repo, constitution, claims, acc);
    labels::check(repo, constitution, claims, acc);
    claim_against_mandate::check(repo, constitution, claims, acc);
    other_default_branch::check(repo, constitution, claims, acc);
    unbacked_port::check(repo, constitution, claims, acc);
    unbacked_platform::check(repo, constitution, claims, acc);
}

/// A finding at a claim: what binds weighs as the rule says, what is only described is
/// at most a warning.
fn at(rule: &'static Rule, constitution: &Constitution, claim: &Claim, message: String) -> Finding {
    let finding = rule.at(Place::new(&constitution.path, claim.span), message);
    match (claim.binding, rule.severity) {
        (false, Severity::Error) => finding.severity(Severity::Warning),
        _ => finding,
    }
}

/// The claims, grouped by value in order of their first place: one finding each.
fn grouped<'a, T: PartialEq>(claims: impl Iterator<Item = (&'a Claim, T)>) -> Vec<(T, Vec<&'a Claim>)> {
    let mut out: Vec<(T, Vec<&Claim>)> = Vec::new();
    for (claim, value) in claims {
        match out.iter_mut().find(|(known, _)| *known == value) {
            Some((_, group)) => group.push(claim),
            None => out.push((value, vec![claim])),
        }
    }
    // A binding sentence is the better place.
    for (_, group) in &mut out {
        group.order_by_key(|claim| (!claim.binding, claim.span));
    }
    out
}

/// Adds the group's other places.
fn also(mut finding: Finding, constitution: &Constitution, others: &[&Claim]) -> Finding {
    for other in others.iter().skip(1) {
        finding = finding.related(&constitution.path, other.span, "also stated here");
    }
    finding
}

#[cfg(test)]
mod tests;
