//! One publisher for one tag: the walk over names and tags that asks F001 to F006.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::groups::{Groups, Told, MOST, PLACES};
use super::report::add;
use super::{
    duplicate_publisher, duplicate_version_tag, possible_duplicate_publisher, shared_image_name, undecided_publisher,
    unproven_duplicate_publisher, UNPROVEN_DUPLICATE_PUBLISHER,
};
use crate::fleet::publishers::{FleetPublishers, PublishedName, Publisher};
use crate::fleet::{FleetFinding, JoinedFleet, Site};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::reference::Reference;

pub(super) fn check(fleet: &JoinedFleet, publishers: &FleetPublishers<'_>, acc: &mut Vec<FleetFinding>) {
    let runners = runners(fleet);
    let mut told = Vec::new();
    for (name, pushes) in &publishers.names {
        if Groups::of(fleet, all(pushes)).0.len() > 1 {
            of_name(fleet, &runners, name, pushes, &mut told, acc);
        }
    }
    acc.extend(one_question(told));
    undecided_publisher::of_loose_names(fleet, publishers, acc);
}

/// Whether two names are one repository is one question, however many references hang on it.
fn one_question(told: Vec<Told>) -> Vec<FleetFinding> {
    let mut asked: BTreeMap<BTreeSet<usize>, (usize, Vec<String>)> = BTreeMap::new();
    let mut found: Vec<FleetFinding> = Vec::new();
    for one in told {
        let is_question = one.finding.rule == &UNPROVEN_DUPLICATE_PUBLISHER;
        match asked.get_mut(&one.among).filter(|_| is_question) {
            Some((first, others)) => {
                others.push(one.what);
                // The places tell which; of many the first do.
                let known = &mut found[*first].related;
                let room = MOST.saturating_sub(known.len());
                let new: Vec<_> = one.finding.related.into_iter().filter(|place| !known.contains(place)).collect();
                known.extend(new.into_iter().take(room));
            }
            None => {
                if is_question {
                    asked.insert(one.among, (found.len(), Vec::new()));
                }
                found.push(one.finding);
            }
        }
    }
    for (first, others) in asked.into_values().filter(|(_, others)| !others.is_empty()) {
        let named: Vec<&str> = others.iter().take(PLACES).map(String::as_str).collect();
        let more = others.len() - named.len();
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        found[first].message.push(&format!(
            "; so {} {}{more}",
            if others.len() == 1 { "is" } else { "are" },
            named.join(", ")
        ));
    }
    found
}

/// Sites of the units, by the reference that they run.
type Runners = HashMap<String, Vec<Site>>;

fn runners(fleet: &JoinedFleet) -> Runners {
    let mut out = Runners::new();
    for member in &fleet.members {
        for deployment in member.claims.deployments.iter() {
            if let Some(reference) = &deployment.reference {
                let normal = Reference::parse(reference).to_string();
                out.entry(normal).or_default().push(member.site(&deployment.spot));
            }
        }
    }
    out
}

fn all<'a, 'b>(name: &'b PublishedName<'a>) -> impl Iterator<Item = Publisher<'a>> + 'b {
    let fixed = name.fixed.values().flatten();
    fixed.chain(&name.versions).copied().chain(name.open.iter().map(|(_, push)| *push))
}

fn of_name(
    fleet: &JoinedFleet,
    runners: &Runners,
    name: &str,
    pushes: &PublishedName<'_>,
    all_told: &mut Vec<Told>,
    acc: &mut Vec<FleetFinding>,
) {
    let mut told: Vec<Told> = Vec::new();
    for (tag, pushes) in &pushes.fixed {
        let groups = Groups::of(fleet, pushes.iter().copied());
        let reference = if tag.starts_with('@') { format!("{name}{tag}") } else { format!("{name}:{tag}") };
        let what = format!("`{reference}` is published");
        let found = duplicate_publisher::found(fleet, &groups, &what)
            .or_else(|| possible_duplicate_publisher::found(fleet, &groups, &what))
            .or_else(|| unproven_duplicate_publisher::found(fleet, &groups, &what));
        let Some(mut finding) = found else { continue };
        add_units(&mut finding, runners.get(&reference).map(Vec::as_slice).unwrap_or_default());
        told.push(Told { among: groups.repositories(), what: format!("`{reference}`"), finding });
    }
    of_versions(fleet, name, pushes, &mut told);
    told.extend(undecided_publisher::of_open_tags(fleet, name, pushes, &told));
    if told.is_empty() {
        acc.extend(shared_image_name::found(fleet, &Groups::of(fleet, all(pushes)), name));
    }
    all_told.extend(told);
}

/// The units that run the reference of a finding.
fn add_units(finding: &mut FleetFinding, units: &[Site]) {
    finding.message.push(&match units.len() {
        0 => "; no unit of the fleet runs it".to_string(),
        1 => "; a unit runs it".to_string(),
        n => format!("; {n} units run it"),
    });
    for site in units.iter().take(MOST) {
        finding.related.push((site.clone(), "this unit runs whichever was pushed last".into()));
    }
}

/// Version tags: said of what is known of the same repositories, else for themselves.
fn of_versions(fleet: &JoinedFleet, name: &str, pushes: &PublishedName<'_>, told: &mut Vec<Told>) {
    let versions = Groups::of(fleet, pushes.versions.iter().copied());
    let among = versions.repositories();
    if versions.several(fleet, &among) == Answer::No {
        return;
    }
    if let Some(known) = told.iter_mut().find(|told| told.among.is_superset(&among)) {
        for push in versions.0.values().flatten().take(MOST) {
            add(fleet, &mut known.finding, push, "also pushes version tags under this name, as the other may");
        }
        return;
    }
    let what = format!("version tags of `{name}`, named after git tags, are published");
    let found = duplicate_version_tag::found(fleet, &versions, &what)
        .or_else(|| unproven_duplicate_publisher::found(fleet, &versions, &what));
    told.extend(found.map(|finding| Told { among, what: format!("the version tags of `{name}`"), finding }));
}
