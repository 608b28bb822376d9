//! F009: a dispatch wakes a repository that no longer builds from the sender.

use std::collections::{BTreeSet, HashMap};

use super::cascade::{heard, Edges, Heard};
use crate::fleet::publishers::FleetPublishers;
use crate::fleet::{Dispatch, FleetFinding, JoinedFleet};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::rule;
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Finds a dispatch that wakes a repository which no longer builds from anything that
    /// the sender publishes.
    ///
    /// ## Why is this bad?
    /// It rebuilds for nothing, or hides that the child has moved to another base.
    ///
    /// ## Example
    /// `acme/base` dispatches to `acme/widget`, whose Containerfile says `FROM alpine`.
    ///
    /// ```yaml
    /// # .github/workflows/build.yml of acme/base
    /// - uses: peter-evans/repository-dispatch@v4
    ///   with:
    ///     repository: acme/widget
    ///     event-type: base-rebuilt
    /// ```
    ///
    /// ## Use instead
    /// Delete the dispatch.
    F009 STALE_DISPATCH "stale-dispatch" Warning "a dispatch wakes a repository that no longer builds from the sender"
}

pub(super) fn check(
    fleet: &JoinedFleet,
    publishers: &FleetPublishers<'_>,
    edges: &Edges<'_>,
    parents: &[BTreeSet<usize>],
    acc: &mut Vec<FleetFinding>,
) {
    let mut clones: HashMap<usize, Vec<usize>> = HashMap::new();
    for (at, member) in fleet.members.iter().enumerate() {
        clones.entry(member.repository).or_default().push(at);
    }
    for (&(parent, child), sent) in &edges.sent {
        let (Some(sender), Some(receiver)) = (fleet.members.get(parent), fleet.members.get(child)) else { continue };
        if parent == child || sender.claims.publications.is_empty() || receiver.claims.publications.is_empty() {
            continue;
        }
        // Any clone of the receiver may show the base; an open one may be anything.
        let clones = clones.get(&child).map(Vec::as_slice).unwrap_or_default();
        let builds = clones.iter().any(|&at| parents.get(at).is_some_and(|parents| parents.contains(&parent)));
        let mut bases = clones.iter().filter_map(|&at| fleet.members.get(at)).flat_map(|clone| &clone.claims.bases);
        let nothing_known = bases.clone().next().is_none();
        let open = bases.any(|base| {
            let reference = Reference::parse(&base.reference);
            reference.name().contains('<') || publishers.of(&reference).0 == Answer::Unknown
        });
        // Heard by something that publishes no image: not about bases.
        let about = |dispatch: &Dispatch| !matches!(heard(receiver, dispatch), Heard::ButPublishesNothing(_));
        let about_images = sent.iter().find(|(_, dispatch)| about(dispatch));
        let (Some((at, dispatch)), false) = (about_images, builds || open || nothing_known) else { continue };
        let Some(from) = fleet.members.get(*at) else { continue };
        let message =
            format!("`{}` wakes `{}`, which builds from nothing that it publishes", from.label, receiver.label);
        let mut finding = FleetFinding::new(&STALE_DISPATCH, from.site(&dispatch.spot), message);
        finding.help = "delete the dispatch".into();
        for base in receiver.claims.bases.iter().take(3) {
            finding.related.push((receiver.site(&base.spot), format!("it builds from `{}`", base.reference)));
        }
        acc.push(finding);
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{bad, good, repo};
    use crate::fleet::Claims;

    fn base(line: &str) -> Claims {
        repo("acme/base", &["z"], &["push:main quay.io/acme/base:1", line])
    }

    #[test]
    fn a_dispatch_to_who_has_moved_to_another_base() {
        let lines = [
            "push:main quay.io/acme/widget:latest",
            "from docker.io/library/alpine:3",
            "hears base",
            "repository_dispatch quay.io/acme/widget:latest",
        ];
        bad(
            vec![base("wakes acme/widget base"), repo("acme/widget", &["a"], &lines)],
            None,
            &["F009 acme/base:2 `acme/base` wakes `acme/widget`, which builds from nothing that it publishes"],
        );
        let open = [
            "push:main quay.io/acme/widget:latest",
            "from <?>/base:1",
            "hears base",
            "repository_dispatch quay.io/acme/widget:latest",
        ];
        good(vec![base("wakes acme/widget base"), repo("acme/widget", &["a"], &open)], None);
    }
}
