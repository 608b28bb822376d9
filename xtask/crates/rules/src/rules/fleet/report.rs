//! Words for several publishers of one thing: who they are, what starts them, and which
//! of them looks like the one to be stopped. Must not know which rule it is.

use std::collections::BTreeSet;

use super::advice::{advice, Advice, Evidence};
use super::groups::{Groups, MOST, PLACES};
use crate::fleet::publishers::Publisher;
use crate::fleet::schedule::in_words;
use crate::fleet::{FleetFinding, JoinedFleet, Site};
use prodproof_syntax::finding::Rule;
use prodproof_syntax::order::Order;

/// The finding for all publishers in `groups`: the likeliest zombie first. `help` is told
/// who is to stop, as far as that is known.
pub(super) fn report(
    fleet: &JoinedFleet,
    rule: &'static Rule,
    groups: &Groups<'_>,
    what: &str,
    help: impl FnOnce(&Advice<'_>) -> String,
) -> FleetFinding {
    let mut ranked: Vec<(usize, &Vec<Publisher<'_>>)> = groups.0.iter().map(|(&at, pushes)| (at, pushes)).collect();
    ranked.order_by_key(|(at, pushes)| std::cmp::Reverse((Evidence::of(fleet, pushes).rank(), *at)));
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
    finding.help = help(&advice(fleet, groups)).into();
    finding
}

/// `acme/widget` (archived; push:main, schedule `30 4 * * 1`, Mondays at 04:30 UTC)
fn describe(fleet: &JoinedFleet, pushes: &[Publisher<'_>]) -> String {
    let Some(member) = pushes.first().and_then(|push| fleet.members.get(push.member)) else { return String::new() };
    let mut standing = Vec::new();
    if member.archived() {
        standing.push("archived".to_string());
    }
    if member.fork() {
        let parent = member.listed.as_ref().and_then(|listed| listed.parent.as_deref());
        standing.push(parent.map_or("a fork".to_string(), |parent| format!("a fork of `{parent}`")));
    }
    if Evidence::of(fleet, pushes).states {
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
        if !publication.certainty.is_yes() {
            text = format!("possibly {text}");
        }
        if !out.contains(&text) {
            out.push(text);
        }
    }
    out.join(", ")
}

fn site(fleet: &JoinedFleet, push: &Publisher<'_>) -> Site {
    fleet.members.get(push.member).map(|member| member.site(&push.publication.spot)).unwrap_or_default()
}

pub(super) fn add(fleet: &JoinedFleet, finding: &mut FleetFinding, push: &Publisher<'_>, text: &str) {
    let Some(member) = fleet.members.get(push.member) else { return };
    finding.related.push((site(fleet, push), format!("`{}` {text}", member.label)));
}
