//! F010: a repository of the fleet cannot be read.

use crate::fleet::{FleetFinding, JoinedFleet, Site, Spot};
use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Says which repository could not be read, and which workflows, units and constitutions
    /// of those that could: what a partial clone lacks, or the system refuses. The rest of the
    /// fleet is checked.
    ///
    /// ## Why is this bad?
    /// What it publishes is not known, so nothing is proved about it.
    ///
    /// ## Example
    /// A clone without permission to read, or without the revision that `--rev` names:
    /// ```text
    /// $ cargo xtask fleet . --rev stable
    /// error[F010] unreadable-repository: cannot be read: `stable` is no commit of this repository
    /// ```
    ///
    /// ## Use instead
    /// Make it readable, or leave it out:
    /// ```sh
    /// git -C tool branch stable
    /// ```
    F010 UNREADABLE_REPOSITORY "unreadable-repository" Error "a repository of the fleet cannot be read"
}

/// What the members themselves could not read.
pub(super) fn check(fleet: &JoinedFleet, acc: &mut Vec<FleetFinding>) {
    for member in &fleet.members {
        for gap in &member.claims.unread {
            let spot = Spot { path: gap.path.clone(), line: 1, column: 1 };
            let mut finding = FleetFinding::new(&UNREADABLE_REPOSITORY, member.site(&spot), gap.why.clone());
            finding.help = "make it readable, or clone it whole; what it publishes or runs is not known".into();
            acc.push(finding);
        }
    }
}

/// `path` as it is shown to people.
pub fn found(path: &str, why: &str) -> FleetFinding {
    let spot = Spot { path: path.into(), line: 1, column: 1 };
    let site = Site { repo: String::new(), spot };
    let mut finding = FleetFinding::new(&UNREADABLE_REPOSITORY, site, format!("cannot be read: {why}"));
    finding.help = "make it readable, or leave it out; what it publishes is not known".into();
    finding
}
