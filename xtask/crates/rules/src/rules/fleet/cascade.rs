//! The cascade of base images: F008 and F009.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::answer::Answer;
use crate::finding::Severity;
use crate::fleet::publishers::Publishers;
use crate::fleet::{BaseImage, Dispatch, Finding, Fleet, Member};
use crate::reference::Reference;

use super::{BROKEN_CASCADE, STALE_DISPATCH};

pub(super) fn check(fleet: &Fleet, publishers: &Publishers<'_>, acc: &mut Vec<Finding>) {
    let edges = Edges::new(fleet);
    let mut parents: Vec<BTreeSet<usize>> = Vec::with_capacity(fleet.members.len());
    for child in &fleet.members {
        let mut known = BTreeSet::new();
        for base in &child.claims.bases {
            let reference = Reference::parse(&base.reference);
            let (answer, who) = publishers.of(&reference);
            let who: BTreeSet<usize> = who
                .iter()
                .filter_map(|&at| fleet.members.get(at))
                .map(|parent| parent.repository)
                .filter(|&parent| parent != child.repository)
                .collect();
            // A pinned digest is moved by whoever moves pins, not by a rebuild.
            if answer == Answer::Yes && reference.digest.is_none() {
                for &parent in who.difference(&known) {
                    acc.extend(broken(fleet, &edges, child, base, parent));
                }
            }
            known.extend(who);
        }
        parents.push(known);
    }
    stale(fleet, publishers, &edges, &parents, acc);
}

/// Who wakes whom, by repository.
struct Edges<'a> {
    sent: BTreeMap<(usize, usize), Vec<(usize, &'a Dispatch)>>,
    /// Repositories that wake somebody, but only the run knows whom.
    anyone: BTreeSet<usize>,
}

impl<'a> Edges<'a> {
    fn new(fleet: &'a Fleet) -> Self {
        let by_name: HashMap<String, usize> = fleet.by_name();
        let mut edges = Self { sent: BTreeMap::new(), anyone: BTreeSet::new() };
        for (at, sender) in fleet.members.iter().enumerate() {
            for dispatch in &sender.claims.dispatches {
                let Some(to) = &dispatch.to else {
                    edges.anyone.insert(sender.repository);
                    continue;
                };
                let receiver = by_name.get(&to.to_ascii_lowercase()).and_then(|&at| fleet.members.get(at));
                if let Some(receiver) = receiver {
                    edges.sent.entry((sender.repository, receiver.repository)).or_default().push((at, dispatch));
                }
            }
        }
        edges
    }
}

fn broken(fleet: &Fleet, edges: &Edges<'_>, child: &Member, base: &BaseImage, parent: usize) -> Option<Finding> {
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
    let mut finding = Finding::new(&BROKEN_CASCADE, child.site(&base.spot), message);
    finding.help =
        format!("send a `repository_dispatch` from `{}` behind its push, and listen to it here", parent.label);
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
        finding.message.push_str(&format!("; only its own schedule{} rebuilds it", crons.join(",")));
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

/// What a dispatch does in the repository that it wakes.
enum Heard {
    /// Or may, where only the run knows its type.
    Rebuilds,
    /// Nobody listens, because …
    Not(String),
    ButPublishesNothing(String),
}

fn heard(child: &Member, dispatch: &Dispatch) -> Heard {
    let publishes = |event: &str| child.claims.publications.iter().any(|publication| publication.event == event);
    let event = if dispatch.workflow.is_some() { "workflow_dispatch" } else { "repository_dispatch" };
    if publishes(event) && dispatch.workflow.is_some() {
        return Heard::Rebuilds;
    }
    if dispatch.workflow.is_none() {
        if child.claims.receivers.is_empty() {
            return Heard::Not("it listens to no `repository_dispatch`".into());
        }
        let Some(sent) = &dispatch.event_type else { return Heard::Rebuilds };
        let hears = |types: &[String]| types.is_empty() || types.contains(sent);
        if !child.claims.receivers.iter().any(|receiver| hears(&receiver.types)) {
            return Heard::Not(format!("it does not listen to the type `{sent}`"));
        }
        if publishes(event) {
            return Heard::Rebuilds;
        }
    }
    Heard::ButPublishesNothing(format!("its `{event}` publishes nothing"))
}

fn stale(
    fleet: &Fleet,
    publishers: &Publishers<'_>,
    edges: &Edges<'_>,
    parents: &[BTreeSet<usize>],
    acc: &mut Vec<Finding>,
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
        let mut finding = Finding::new(&STALE_DISPATCH, from.site(&dispatch.spot), message);
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
        use crate::finding::Severity;
        let fleet = crate::rules::fleet::join(
            vec![base(&[]), child(&["schedule[0 0 * * 0] quay.io/acme/widget:latest"])],
            None,
        );
        assert_eq!(fleet.findings[0].severity, Severity::Info);
        assert!(fleet.findings[0].message.ends_with("only its own schedule `0 0 * * 0` rebuilds it"));
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

    #[test]
    fn a_dispatch_to_who_has_moved_to_another_base() {
        let lines = [
            "push:main quay.io/acme/widget:latest",
            "from docker.io/library/alpine:3",
            "hears base",
            "repository_dispatch quay.io/acme/widget:latest",
        ];
        bad(
            vec![base(&["wakes acme/widget base"]), repo("acme/widget", &["a"], &lines)],
            None,
            &["F009 acme/base:2 `acme/base` wakes `acme/widget`, which builds from nothing that it publishes"],
        );
        let open = [
            "push:main quay.io/acme/widget:latest",
            "from <?>/base:1",
            "hears base",
            "repository_dispatch quay.io/acme/widget:latest",
        ];
        good(vec![base(&["wakes acme/widget base"]), repo("acme/widget", &["a"], &open)], None);
    }
}
