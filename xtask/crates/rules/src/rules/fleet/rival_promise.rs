//! F015: the contracts of two repositories state one image.

use std::collections::BTreeSet;

use crate::fleet::{Deliveries, FleetFinding, JoinedFleet, Member, Site, Spot};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Finds an image, or a mirror, that the contracts of two repositories state as theirs.
    ///
    /// ## Why is this bad?
    /// What a contract states, that repository alone publishes. As soon as both do, the one
    /// that ends last wins.
    ///
    /// ## Example
    /// ```toml
    /// [image]
    /// name = "quay.io/acme/widget"
    /// ```
    /// in the contract of `acme/widget`, and in that of `acme/widget-old`.
    ///
    /// ## Use instead
    /// The name in one contract. A repository that publishes the image no more does without.
    F015 RIVAL_PROMISE "rival-promise" Warning "the contracts of two repositories state one image"
}

pub(super) fn check(fleet: &JoinedFleet, deliveries: &Deliveries<'_>, acc: &mut Vec<FleetFinding>) {
    for (name, all) in &deliveries.names {
        let stated: BTreeSet<usize> = all.iter().filter(|one| one.delivery.stated).map(|one| one.member).collect();
        let mut apart: Vec<usize> = Vec::new();
        for at in stated {
            if apart.iter().all(|other| fleet.kinship(*other, at).same_repository() == Answer::No) {
                apart.push(at);
            }
        }
        let members: Vec<&Member> = apart.iter().filter_map(|at| fleet.members.get(*at)).collect();
        let [first, others @ ..] = members.as_slice() else { continue };
        if others.is_empty() {
            continue;
        }
        let labels: Vec<String> = members.iter().map(|member| format!("`{}`", member.label)).collect();
        let message = format!("`{name}` stands in {} contracts: {}", members.len(), labels.join(", "));
        let mut finding = FleetFinding::new(&RIVAL_PROMISE, site(first), message);
        finding.help = "leave it in the contract of the repository that publishes it".into();
        finding.related = others.iter().map(|member| (site(member), "stated here too".to_string())).collect();
        acc.push(finding);
    }
}

/// The constitution.
fn site(member: &Member) -> Site {
    let path = member.claims.promise.as_ref().map(|promise| promise.path.clone()).unwrap_or_default();
    member.site(&Spot { path, line: 1, column: 1 })
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{bad, good, repo};

    #[test]
    fn two_contracts_with_one_name() {
        let widget = || repo("acme/widget", &["a"], &["states quay.io/acme/widget=ghcr.io/acme/widget"]);
        let old = |what: &str| repo("acme/widget-old", &["z"], &[what]);
        let found = "F015 acme/widget:1 `ghcr.io/acme/widget` stands in 2 contracts: `acme/widget`, `acme/widget-old`";
        bad(vec![widget(), old("states ghcr.io/acme/widget")], None, &[found]);
        good(vec![widget(), old("promises ghcr.io/acme/widget")], None);
        good(vec![widget(), old("states ghcr.io/acme/gadget")], None);
        let mut again = widget();
        again.identity.source = "elsewhere".into();
        good(vec![widget(), again], None);
    }
}
