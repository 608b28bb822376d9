//! F013: a registry did not answer for a published reference.

use crate::fleet::publishers::FleetPublishers;
use crate::fleet::{FleetFinding, JoinedFleet, Site};
use crate::words::{live, Worded};
use prodproof_live::trouble::Trouble;
use prodproof_syntax::finding::rule;
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// With `--registry`, says for which reference that the fleet publishes the registry gave
    /// no answer: nobody is logged in, the tag is not there, it cannot be reached.
    ///
    /// ## Why is this bad?
    /// Whose image the tag has is not known.
    ///
    /// ## Example
    /// ```text
    /// warning[F013] unanswered-registry: whose image `quay.io/acme/widget:latest` has is not known: nobody answers: pinging container registry quay.io: Get "https://quay.io/v2/": dial tcp 192.0.2.1:443: connect: connection refused
    /// ```
    ///
    /// ## Use instead
    /// See whether it can be reached, log in with the client that is named, and ask again.
    F013 UNANSWERED_REGISTRY "unanswered-registry" Warning "a registry did not answer for a published reference"
}

/// At the first place that publishes the reference.
pub fn found(fleet: &JoinedFleet, reference: &Reference, trouble: &Trouble) -> Option<FleetFinding> {
    let publishers = FleetPublishers::new(&fleet.members);
    let first = publishers.names.get(&reference.name())?.fixed.get(reference.tag.as_deref()?)?.first()?;
    let member = fleet.members.get(first.member)?;
    let site = Site { repo: member.label.clone(), spot: first.publication.spot.clone() };
    let message = format!("whose image `{reference}` has is not known: {}", trouble.told());
    let mut finding = FleetFinding::new(&UNANSWERED_REGISTRY, site, message);
    finding.help = live::help_of(trouble).into();
    Some(finding)
}
