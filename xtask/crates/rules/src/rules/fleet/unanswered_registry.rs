//! F013: a registry did not answer for a published reference.

use crate::fleet::{FleetFinding, Site, Spot};
use prodproof_live::trouble::Trouble;
use prodproof_syntax::finding::rule;

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
    /// warning[F013] unanswered-registry: whose image it has is not known: nobody answers: pinging container registry quay.io: Get "https://quay.io/v2/": dial tcp 192.0.2.1:443: connect: connection refused
    /// ```
    ///
    /// ## Use instead
    /// See whether it can be reached, log in with the client that is named, and ask again.
    F013 UNANSWERED_REGISTRY "unanswered-registry" Warning "a registry did not answer for a published reference"
}

pub fn found(reference: &str, trouble: &Trouble) -> FleetFinding {
    let site = Site { repo: String::new(), spot: Spot { path: reference.into(), line: 1, column: 1 } };
    let mut finding =
        FleetFinding::new(&UNANSWERED_REGISTRY, site, format!("whose image it has is not known: {trouble}"));
    finding.help = trouble.help().into();
    finding
}
