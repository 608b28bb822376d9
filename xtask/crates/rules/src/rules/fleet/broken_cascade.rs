//! F008: a parent's rebuild triggers no rebuild of its child.

use std::collections::BTreeSet;

use super::cascade::{heard, Edges, Heard};
use crate::fleet::{BaseImage, FleetFinding, JoinedFleet, Member};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::{rule, Severity};
use prodproof_syntax::reference::Reference;

rule! {
    /// ## What it does
    /// Finds an image that is built from another image of the fleet and is not rebuilt
    /// when that one is: no workflow of the parent wakes it, or it does not listen, or
    /// waking it publishes nothing. With a schedule of its own it is only an info: the fix
    /// arrives, but late.
    ///
    /// ## Why is this bad?
    /// A fix in the base image, often a security fix, never reaches what is built from it.
    ///
    /// ## Example
    /// ```dockerfile
    /// # acme/widget
    /// FROM quay.io/acme/base:latest
    /// ```
    /// and no workflow of `acme/base` names `acme/widget`.
    ///
    /// ## Use instead
    /// ```yaml
    /// # acme/base, behind the push
    /// - uses: peter-evans/repository-dispatch@v4
    ///   with:
    ///     token: ${{ secrets.DISPATCH_TOKEN }}
    ///     repository: acme/widget
    ///     event-type: base-rebuilt
    /// # acme/widget
    /// on:
    ///   repository_dispatch:
    ///     types: [base-rebuilt]
    /// ```
    ///
    /// ## References
    /// `repository_dispatch` runs on the default branch only:
    /// <https://docs.github.com/en/actions/reference/workflows-and-actions/events-that-trigger-workflows#repository_dispatch>
    F008 BROKEN_CASCADE "broken-cascade" Warning "a parent's rebuild triggers no rebuild of its child"
}

pub(super) fn found(
    fleet: &JoinedFleet,
    edges: &Edges<'_>,
    child: &Member,
    base: &BaseImage,
    parent: usize,
) -> Option<FleetFinding> {
    // What builds no image here has none to rebuild.
    if child.claims.publications.is_empty() || edges.anyone.contains(&parent) {
        return None;
    }
    let sent = edges.sent.get(&(parent, child.repository)).map(Vec::as_slice).unwrap_or_default();
    let mut why = None;
    for (at, dispatch) in sent {
        match heard(child, dispatch) {
            Heard::Rebuilds => return None,
            Heard::Not(cause) | Heard::ButPublishesNothing(cause) => {
                let site = fleet.members.get(*at).map(|sender| sender.site(&dispatch.spot));
                why = Some((cause, site));
            }
        }
    }
    let parent = fleet.members.get(parent)?;
    let cause =
        why.as_ref().map_or("wakes it by no dispatch".to_string(), |(cause, _)| format!("wakes it, but {cause}"));
    let message = format!(
        "`{}` is built from `{}`; `{}`, which publishes that, {cause}",
        child.label, base.reference, parent.label
    );
    let mut finding = FleetFinding::new(&BROKEN_CASCADE, child.site(&base.spot), message);
    finding.help =
        format!("send a `repository_dispatch` from `{}` behind its push, and listen to it here", parent.label).into();
    let schedules: BTreeSet<&str> = child
        .claims
        .publications
        .iter()
        .filter(|publication| publication.event == "schedule")
        .flat_map(|publication| publication.schedule.iter().map(String::as_str))
        .collect();
    if child.claims.publications.iter().any(|publication| publication.event == "schedule") {
        finding.severity = Severity::Info;
        let crons: Vec<String> = schedules.iter().map(|cron| format!(" `{cron}`")).collect();
        finding.message.push(&format!("; only its own schedule{} rebuilds it", crons.join(",")));
    }
    let published = parent.claims.publications.iter().find(|publication| {
        publication.reference.as_deref().is_some_and(|reference| {
            Reference::parse(reference).same(&Reference::parse(&base.reference)) == Answer::Yes
        })
    });
    if let Some(publication) = published {
        finding.related.push((parent.site(&publication.spot), format!("`{}` publishes the base here", parent.label)));
    }
    if let Some((_, Some(site))) = why {
        finding.related.push((site, "the dispatch".into()));
    }
    Some(finding)
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{bad, good, repo};
    use crate::fleet::Claims;

    fn base(lines: &[&str]) -> Claims {
        repo("acme/base", &["z"], &[&["push:main quay.io/acme/base:1"], lines].concat())
    }

    fn child(lines: &[&str]) -> Claims {
        repo(
            "acme/widget",
            &["a"],
            &[&["push:main quay.io/acme/widget:latest", "from quay.io/acme/base:1"], lines].concat(),
        )
    }

    #[test]
    fn a_rebuild_that_wakes_its_child() {
        let heard = ["hears base", "repository_dispatch quay.io/acme/widget:latest"];
        good(vec![base(&["wakes acme/widget base"]), child(&heard)], None);
        good(vec![base(&["wakes Acme/Widget base"]), child(&heard)], None);
    }

    #[test]
    fn a_rebuild_that_wakes_nobody() {
        bad(vec![base(&[]), child(&[])], None, &["F008 acme/widget:2 … wakes it by no dispatch"]);
    }

    #[test]
    fn a_dispatch_that_is_not_heard_or_does_nothing() {
        let wakes = || base(&["wakes acme/widget base"]);
        bad(vec![wakes(), child(&[])], None, &["F008 acme/widget:2 … listens to no `repository_dispatch`"]);
        bad(vec![wakes(), child(&["hears other"])], None, &["F008 … does not listen to the type `base`"]);
        bad(vec![wakes(), child(&["hears base"])], None, &["F008 … its `repository_dispatch` publishes nothing"]);
    }

    #[test]
    fn a_schedule_of_its_own_is_late_but_not_never() {
        use prodproof_syntax::finding::Severity;
        let fleet = crate::rules::fleet::join(
            vec![base(&[]), child(&["schedule[0 0 * * 0] quay.io/acme/widget:latest"])],
            None,
        );
        assert_eq!(fleet.findings[0].severity, Severity::Info);
        assert!(fleet.findings[0].message.to_string().ends_with("only its own schedule `0 0 * * 0` rebuilds it"));
    }

    #[test]
    fn pinned_and_foreign_bases_are_not_part_of_the_cascade() {
        let pinned = repo(
            "acme/widget",
            &["a"],
            &["push:main quay.io/acme/widget:latest", "from quay.io/acme/base:1@sha256:00"],
        );
        good(vec![base(&[]), pinned], None);
        let foreign =
            repo("acme/widget", &["a"], &["push:main quay.io/acme/widget:latest", "from docker.io/library/alpine:3"]);
        good(vec![base(&[]), foreign], None);
    }
}
