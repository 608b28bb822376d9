//! The fleet family: what no repository can see alone.
//!
//! Unlike the other families it looks at a whole fleet, and its findings have places in
//! many repositories.

mod broken_cascade;
mod duplicate_publisher;
mod duplicate_version_tag;
pub mod foreign_current_image;
mod possible_duplicate_publisher;
mod rival_promise;
mod shared_image_name;
mod stale_dispatch;
pub mod unanswered_registry;
mod undecided_publisher;
mod unproven_duplicate_publisher;
mod unpublished_deployment;
mod unpulled_delivery;
pub mod unreadable_claims;
pub mod unreadable_repository;

pub use broken_cascade::BROKEN_CASCADE;
pub use duplicate_publisher::DUPLICATE_PUBLISHER;
pub use duplicate_version_tag::DUPLICATE_VERSION_TAG;
pub use foreign_current_image::FOREIGN_CURRENT_IMAGE;
pub use possible_duplicate_publisher::POSSIBLE_DUPLICATE_PUBLISHER;
pub use rival_promise::RIVAL_PROMISE;
pub use shared_image_name::SHARED_IMAGE_NAME;
pub use stale_dispatch::STALE_DISPATCH;
pub use unanswered_registry::UNANSWERED_REGISTRY;
pub use undecided_publisher::UNDECIDED_PUBLISHER;
pub use unproven_duplicate_publisher::UNPROVEN_DUPLICATE_PUBLISHER;
pub use unpublished_deployment::UNPUBLISHED_DEPLOYMENT;
pub use unpulled_delivery::UNPULLED_DELIVERY;
pub use unreadable_claims::UNREADABLE_CLAIMS;
pub use unreadable_repository::UNREADABLE_REPOSITORY;

use crate::fleet::{self, ClaimedWaiver, Claims, FleetFinding, JoinedFleet, Listing};
use crate::repo::Repo;
use crate::rules::waiver;
use prodproof_syntax::finding::Rule;
use prodproof_syntax::order::Order;

mod advice;
mod cascade;
mod groups;
mod publisher;
mod report;

#[cfg(test)]
mod fixture;

/// The rows, in the order in which they are listed.
pub static RULES: &[&Rule] = &[
    &DUPLICATE_PUBLISHER,
    &POSSIBLE_DUPLICATE_PUBLISHER,
    &UNPROVEN_DUPLICATE_PUBLISHER,
    &DUPLICATE_VERSION_TAG,
    &UNDECIDED_PUBLISHER,
    &SHARED_IMAGE_NAME,
    &UNPUBLISHED_DEPLOYMENT,
    &BROKEN_CASCADE,
    &STALE_DISPATCH,
    &UNREADABLE_REPOSITORY,
    &UNREADABLE_CLAIMS,
    &FOREIGN_CURRENT_IMAGE,
    &UNANSWERED_REGISTRY,
    &UNPULLED_DELIVERY,
    &RIVAL_PROMISE,
];

/// Joins all claims and judges the fleet: its findings, and what is waived.
pub fn join(claims: Vec<Claims>, listing: Option<&Listing>) -> JoinedFleet {
    let fleet = fleet::join(claims, listing);
    let findings = check(&fleet);
    fleet.judged(findings)
}

/// Every finding between the repositories of a fleet, in no particular order.
pub fn check(fleet: &JoinedFleet) -> Vec<FleetFinding> {
    let publishers = fleet::publishers::FleetPublishers::new(&fleet.members);
    let deliveries = fleet::Deliveries::new(&fleet.members);
    let mut acc = Vec::new();
    publisher::check(fleet, &publishers, &mut acc);
    unpublished_deployment::check(fleet, &publishers, &deliveries, &mut acc);
    unpulled_delivery::check(fleet, &publishers, &deliveries, &mut acc);
    rival_promise::check(fleet, &deliveries, &mut acc);
    unreadable_repository::check(fleet, &mut acc);
    cascade::check(fleet, &publishers, &mut acc);
    acc
}

/// The waivers of fleet rules. Places lie in many repositories there, so that a path or a
/// line is not looked at.
pub fn waivers(repo: &Repo) -> Vec<ClaimedWaiver> {
    let all = waiver::all(repo);
    let holds = all.into_iter().filter(|waiver| !waiver.expired);
    let known = holds.filter_map(|waiver| Some((waiver.rule()?, waiver.reason?)));
    let mut out: Vec<ClaimedWaiver> = known
        .filter(|(rule, _)| RULES.contains(rule))
        .map(|(rule, reason)| ClaimedWaiver { rule: rule.code.to_string(), reason })
        .collect();
    out.order();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use time::Date;

    use super::*;
    use prodproof_syntax::snapshot::{Facts, Snapshot};

    #[test]
    fn waivers_of_fleet_rules_are_those_that_hold() {
        let contract = "# C\n\n```toml contract\n[[waiver]]\nrule = \"duplicate-publisher\"\nreason = \"we move\"\n[[waiver]]\nrule = \"F002\"\nreason = \"over\"\nuntil = 2020-01-01\n```\n\n**Version**: 1.0.0\n";
        let today = Date::from_calendar_date(2027, time::Month::January, 31).unwrap();
        let files = [(".specify/memory/constitution.md", contract)];
        let repo = Repo::new(Snapshot::of(&files, Facts::unknown("x", today)));
        assert_eq!(waivers(&repo), [ClaimedWaiver { rule: "F001".into(), reason: "we move".into() }]);
    }
}
