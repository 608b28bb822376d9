//! F014: a unit keeps another repository's delivery from arriving.

use crate::fleet::publishers::FleetPublishers;
use crate::fleet::{Deliveries, FleetFinding, JoinedFleet};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::rule;
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Finds a unit that runs an image which another repository of the fleet delivers, under
    /// any of its names, and that the host does not pull anew.
    ///
    /// ## Why is this bad?
    /// A merge there does not arrive here. The repository of the unit takes the image for
    /// somebody else's, and the one of the image has no unit: neither can see it alone.
    ///
    /// ## Example
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// ```
    /// in `acme/hosts`, while `acme/widget` publishes that image.
    ///
    /// ## Use instead
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:latest
    /// AutoUpdate=registry
    /// ```
    F014 UNPULLED_DELIVERY "unpulled-delivery" Warning "a unit keeps another repository's delivery from arriving"
}

pub(super) fn check(
    fleet: &JoinedFleet,
    publishers: &FleetPublishers<'_>,
    deliveries: &Deliveries<'_>,
    acc: &mut Vec<FleetFinding>,
) {
    for (at, member) in fleet.members.iter().enumerate() {
        for unit in member.claims.deployments.iter().filter(|unit| unit.verdict == "no") {
            let Some(reference) = unit.reference.as_deref().map(Reference::parse) else { continue };
            let of = deliveries.of(&reference.name());
            // Its own delivery is the repository's own finding.
            if of.iter().any(|one| fleet.kinship(at, one.member).same_repository() != Answer::No || one.member == at) {
                continue;
            }
            // What nobody publishes is another rule's.
            if publishers.of(&reference).0 == Answer::No {
                continue;
            }
            let Some(owner) = of.first().and_then(|one| fleet.members.get(one.member)) else { continue };
            let message = format!(
                "the unit runs `{reference}`, which `{}` delivers, and its host does not pull it anew: no merge there \
                 arrives here",
                owner.label
            );
            let mut finding = FleetFinding::new(&UNPULLED_DELIVERY, member.site(&unit.spot), message);
            finding.help = format!("mend the unit: `cargo xtask trace` in `{}` says why", member.label).into();
            let push = owner.claims.publications.iter().find(|push| {
                push.reference.as_deref().is_some_and(|text| Reference::parse(text).name() == reference.name())
            });
            if let Some(push) = push {
                finding.related.push((owner.site(&push.spot), format!("`{}` publishes it", owner.label)));
            }
            acc.push(finding);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{bad, good, repo};

    const BUILD: [&str; 3] = [
        "push:main quay.io/acme/widget:latest",
        "push:main ghcr.io/acme/widget:latest",
        "promises quay.io/acme/widget=ghcr.io/acme/widget",
    ];

    #[test]
    fn a_unit_elsewhere_that_is_not_pulled_anew() {
        let widget = || repo("acme/widget", &["a"], &BUILD);
        for name in ["quay.io/acme/widget", "ghcr.io/acme/widget"] {
            let keeps = format!("keeps {name}:latest");
            bad(
                vec![widget(), repo("acme/hosts", &["z"], &[&keeps])],
                None,
                &[&format!("F014 acme/hosts:1 the unit runs `{name}:latest`, which `acme/widget` delivers")],
            );
            let runs = format!("runs {name}:latest");
            good(vec![widget(), repo("acme/hosts", &["z"], &[&runs])], None);
        }
    }

    #[test]
    fn its_own_delivery_is_its_own_finding() {
        let lines = [BUILD[0], "promises quay.io/acme/widget", "keeps quay.io/acme/widget:latest"];
        good(vec![repo("acme/widget", &["a"], &lines)], None);
        good(vec![repo("acme/hosts", &["z"], &["keeps docker.io/library/redis:8"])], None);
        // Claims of before there were several tell no deliveries.
        let old = repo("acme/widget", &["a"], &[BUILD[0]]);
        good(vec![old, repo("acme/hosts", &["z"], &["keeps quay.io/acme/widget:latest"])], None);
    }
}
