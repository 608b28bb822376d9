//! Words for several publishers of one thing: who they are, what starts them, and which
//! of them looks like the one to be stopped. Must not know which rule it is.

use std::collections::BTreeSet;

use super::groups::{Groups, MOST, PLACES};
use crate::fleet::publishers::Publisher;
use crate::fleet::schedule::in_words;
use crate::fleet::{Fleet, FleetFinding, Member, Site};
use prodproof_syntax::finding::Rule;
use prodproof_syntax::order::Order;
use prodproof_syntax::reference::Reference;

/// The finding for all publishers in `groups`: the likeliest zombie first. `help` is told
/// the one to be stopped and the one to be kept.
pub(super) fn report(
    fleet: &Fleet,
    rule: &'static Rule,
    groups: &Groups<'_>,
    what: &str,
    help: impl FnOnce(&Member, &Member) -> String,
) -> FleetFinding {
    let mut ranked: Vec<(usize, &Vec<Publisher<'_>>)> = groups.0.iter().map(|(&at, pushes)| (at, pushes)).collect();
    ranked.order_by_key(|(at, pushes)| (std::cmp::Reverse(zombie(fleet, pushes)), std::cmp::Reverse(*at)));
    let described: Vec<String> = ranked.iter().rev().take(5).map(|(_, pushes)| describe(fleet, pushes)).collect();
    let more = ranked.len().saturating_sub(described.len());
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    let first = ranked.first().and_then(|(_, pushes)| pushes.first());
    let place = first.map(|push| site(fleet, push)).unwrap_or_default();
    let mut finding = FleetFinding::new(
        rule,
        place.clone(),
        format!("{what} by {} repositories: {}{more}", ranked.len(), described.join(", ")),
    );
    for (_, pushes) in ranked.iter().take(MOST) {
        let mut seen = BTreeSet::from([place.clone()]);
        for push in pushes.iter() {
            let here: Vec<&Publisher<'_>> = pushes.iter().filter(|p| site(fleet, p) == site(fleet, push)).collect();
            if seen.len() <= PLACES && seen.insert(site(fleet, push)) {
                add(fleet, &mut finding, push, &format!("publishes it on {}", events(&here)));
            }
        }
    }
    let label = |n: Option<&(usize, &Vec<Publisher<'_>>)>| {
        n.and_then(|(_, pushes)| pushes.first()).and_then(|p| fleet.members.get(p.member))
    };
    let (zombie, keep) = (label(ranked.first()), label(ranked.last()));
    if let (Some(zombie), Some(keep)) = (zombie, keep) {
        finding.help = help(zombie, keep).into();
    }
    finding
}

/// What to do where one of two repositories should not publish.
pub(super) fn stop(zombie: &Member, keep: &Member) -> String {
    let archived =
        if zombie.archived() { " (it is archived: unarchive it for that, or disable its workflow)" } else { "" };
    format!("let `{}` alone publish it: delete the push from `{}`{archived}", keep.label, zombie.label)
}

/// How likely it is that this publisher is the one to be stopped.
fn zombie(fleet: &Fleet, pushes: &[Publisher<'_>]) -> (u8, u8, u8, u8) {
    let Some(member) = pushes.first().and_then(|push| fleet.members.get(push.member)) else {
        return (0, 0, 0, 0);
    };
    let standing = match (member.archived(), member.fork()) {
        (true, _) => 2,
        (false, true) => 1,
        (false, false) => 0,
    };
    // The one that pushes on merges is meant to.
    let merges = pushes.iter().any(|push| push.publication.event.starts_with("push:") && push.publication.certain);
    // What a contract states, this repository alone publishes.
    (standing, u8::from(!states(fleet, pushes)), u8::from(member.left_behind), u8::from(!merges))
}

/// Whether the contract of the repository names what it pushes.
fn states(fleet: &Fleet, pushes: &[Publisher<'_>]) -> bool {
    pushes.iter().any(|push| {
        let Some(name) = push.publication.reference.as_deref().map(|text| Reference::parse(text).name()) else {
            return false;
        };
        let deliveries = fleet.members.get(push.member).map_or(&[][..], |member| &member.claims.deliveries);
        deliveries.iter().any(|one| one.stated && one.names().any(|own| own == name))
    })
}

/// `acme/widget` (archived; push:main, schedule `30 4 * * 1`, Mondays at 04:30 UTC)
fn describe(fleet: &Fleet, pushes: &[Publisher<'_>]) -> String {
    let Some(member) = pushes.first().and_then(|push| fleet.members.get(push.member)) else { return String::new() };
    let mut standing = Vec::new();
    if member.archived() {
        standing.push("archived".to_string());
    }
    if member.fork() {
        let parent = member.listed.as_ref().and_then(|listed| listed.parent.as_deref());
        standing.push(parent.map_or("a fork".to_string(), |parent| format!("a fork of `{parent}`")));
    }
    if states(fleet, pushes) {
        standing.push("its contract states it".to_string());
    }
    let refs: Vec<&Publisher<'_>> = pushes.iter().collect();
    standing.push(events(&refs));
    format!("`{}` ({})", member.label, standing.join("; "))
}

/// Events, each once, with their schedule and what they build if not their own commit:
/// "push:main, possibly schedule `30 4 * * 1` (Mondays at 04:30 UTC) of `1.x`".
fn events(pushes: &[&Publisher<'_>]) -> String {
    let mut out: Vec<String> = Vec::new();
    for push in pushes {
        let publication = push.publication;
        let mut text = publication.event.clone();
        for cron in &publication.schedule {
            text.push_str(&format!(" `{cron}`"));
            if let Some(words) = in_words(cron) {
                text.push_str(&format!(" ({words})"));
            }
        }
        if let Some(builds) = &publication.builds {
            text.push_str(&format!(" of {builds}"));
        }
        if !publication.certain {
            text = format!("possibly {text}");
        }
        if !out.contains(&text) {
            out.push(text);
        }
    }
    out.join(", ")
}

fn site(fleet: &Fleet, push: &Publisher<'_>) -> Site {
    fleet.members.get(push.member).map(|member| member.site(&push.publication.spot)).unwrap_or_default()
}

pub(super) fn add(fleet: &Fleet, finding: &mut FleetFinding, push: &Publisher<'_>, text: &str) {
    let Some(member) = fleet.members.get(push.member) else { return };
    finding.related.push((site(fleet, push), format!("`{}` {text}", member.label)));
}
