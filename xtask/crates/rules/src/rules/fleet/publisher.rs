//! One publisher for one tag: F001 to F006.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::fleet::publishers::{last_component, tag_of, tags_could_equal, Name, Publishers, Push};
use crate::fleet::schedule::in_words;
use crate::fleet::{Fleet, FleetFinding, Site};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::Rule;
use prodproof_syntax::reference::Reference;

use super::{
    DUPLICATE_PUBLISHER, DUPLICATE_VERSION_TAG, POSSIBLE_DUPLICATE_PUBLISHER, SHARED_IMAGE_NAME, UNDECIDED_PUBLISHER,
    UNPROVEN_DUPLICATE_PUBLISHER,
};

/// So many repositories are compared with each other, and named, for one reference.
const MOST: usize = 64;
/// So many places are given of each of them.
const PLACES: usize = 4;

pub(super) fn check(fleet: &Fleet, publishers: &Publishers<'_>, acc: &mut Vec<FleetFinding>) {
    let runners = runners(fleet);
    let mut by_last: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
    for (name, pushes) in &publishers.names {
        by_last.entry(last_component(name)).or_default().push(name);
        if Groups::of(fleet, all(pushes)).0.len() < 2 {
            continue;
        }
        of_name(fleet, &runners, name, pushes, acc);
    }
    of_loose_names(fleet, publishers, &by_last, acc);
}

/// Sites of the units, by the reference that they run.
type Runners = HashMap<String, Vec<Site>>;

fn runners(fleet: &Fleet) -> Runners {
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

fn all<'a, 'b>(name: &'b Name<'a>) -> impl Iterator<Item = Push<'a>> + 'b {
    let fixed = name.fixed.values().flatten();
    fixed.chain(&name.versions).copied().chain(name.open.iter().map(|(_, push)| *push))
}

/// Pushes by repository.
struct Groups<'a>(BTreeMap<usize, Vec<Push<'a>>>);

impl<'a> Groups<'a> {
    fn of(fleet: &Fleet, pushes: impl IntoIterator<Item = Push<'a>>) -> Self {
        let mut groups: BTreeMap<usize, Vec<Push<'a>>> = BTreeMap::new();
        for push in pushes {
            let repository = fleet.members.get(push.member).map_or(push.member, |member| member.repository);
            groups.entry(repository).or_default().push(push);
        }
        Self(groups)
    }

    fn repositories(&self) -> BTreeSet<usize> {
        self.0.keys().copied().collect()
    }

    fn certain(&self) -> BTreeSet<usize> {
        self.0.iter().filter(|(_, pushes)| pushes.iter().any(|p| p.publication.certain)).map(|(&at, _)| at).collect()
    }

    /// Whether any two of `among` are surely two repositories; no: surely all are one.
    fn several(&self, fleet: &Fleet, among: &BTreeSet<usize>) -> Answer {
        let mut answer = Answer::No;
        for (n, a) in among.iter().take(MOST).enumerate() {
            for b in among.iter().take(MOST).skip(n + 1) {
                answer = answer.or(self.differ(fleet, *a, *b));
                if answer == Answer::Yes {
                    return answer;
                }
            }
        }
        answer
    }

    fn differ(&self, fleet: &Fleet, a: usize, b: usize) -> Answer {
        let member = |repository| self.0.get(&repository).and_then(|pushes| pushes.first()).map(|push| push.member);
        match (member(a), member(b)) {
            (Some(a), Some(b)) => !fleet.kinship(a, b).same_repository(),
            _ => Answer::No,
        }
    }
}

fn of_name(fleet: &Fleet, runners: &Runners, name: &str, pushes: &Name<'_>, acc: &mut Vec<FleetFinding>) {
    // What was found under this name, and between which repositories.
    let mut found: Vec<(BTreeSet<usize>, FleetFinding)> = Vec::new();
    for (tag, pushes) in &pushes.fixed {
        let groups = Groups::of(fleet, pushes.iter().copied());
        let Some(rule) = rule_of(fleet, &groups) else { continue };
        let reference = format!("{name}:{tag}");
        let reference = if tag.starts_with('@') { format!("{name}{tag}") } else { reference };
        let mut finding = report(fleet, rule, &groups, &format!("`{reference}` is published"));
        let units = runners.get(&reference).map(Vec::as_slice).unwrap_or_default();
        finding.message.push_str(&match units.len() {
            0 => "; no unit of the fleet runs it".to_string(),
            1 => "; a unit runs it".to_string(),
            n => format!("; {n} units run it"),
        });
        for site in units.iter().take(MOST) {
            finding.related.push((site.clone(), "this unit runs whichever was pushed last".into()));
        }
        found.push((groups.repositories(), finding));
    }
    let versions = Groups::of(fleet, pushes.versions.iter().copied());
    match versions.several(fleet, &versions.repositories()) {
        Answer::No => {}
        answer => {
            let known = found.iter_mut().find(|(known, _)| known.is_superset(&versions.repositories()));
            if let Some((_, finding)) = known {
                for push in versions.0.values().flatten().take(MOST) {
                    let text = "also pushes version tags under this name, as the other may";
                    add(fleet, finding, push, text);
                }
            } else {
                let rule = if answer == Answer::Yes { &DUPLICATE_VERSION_TAG } else { &UNPROVEN_DUPLICATE_PUBLISHER };
                let what = format!("version tags of `{name}`, named after git tags, are published");
                found.push((versions.repositories(), report(fleet, rule, &versions, &what)));
            }
        }
    }
    if let Some(groups) = meeting(fleet, pushes, &found) {
        let what = format!("`{name}` is published under tags that are only known at run time");
        found.push((groups.repositories(), report(fleet, &UNDECIDED_PUBLISHER, &groups, &what)));
    }
    let everyone = Groups::of(fleet, all(pushes));
    if found.is_empty() && everyone.several(fleet, &everyone.repositories()) == Answer::Yes {
        let what = format!("`{name}` is published, under different tags,");
        found.push((everyone.repositories(), report(fleet, &SHARED_IMAGE_NAME, &everyone, &what)));
    }
    acc.extend(found.into_iter().map(|(_, finding)| finding));
}

/// Which of the three rules the publishers of one fixed reference break.
fn rule_of(fleet: &Fleet, groups: &Groups<'_>) -> Option<&'static Rule> {
    if groups.several(fleet, &groups.certain()) == Answer::Yes {
        return Some(&DUPLICATE_PUBLISHER);
    }
    match groups.several(fleet, &groups.repositories()) {
        Answer::No => None,
        Answer::Yes => Some(&POSSIBLE_DUPLICATE_PUBLISHER),
        Answer::Unknown => Some(&UNPROVEN_DUPLICATE_PUBLISHER),
    }
}

/// Pushes of different repositories of which one has an open tag that can become the
/// other's, as far as `found` does not already say that they meet.
fn meeting<'a>(fleet: &Fleet, name: &Name<'a>, found: &[(BTreeSet<usize>, FleetFinding)]) -> Option<Groups<'a>> {
    let version = "1.2.3".to_string();
    let fixed = name.fixed.iter().flat_map(|(tag, pushes)| pushes.iter().map(move |push| (tag, *push)));
    let versions = name.versions.iter().map(|push| (&version, *push));
    let open = name.open.iter().map(|(tag, push)| (tag, *push));
    let others: Vec<(&String, Push<'a>)> = fixed.chain(versions).chain(open).take(MOST * PLACES).collect();
    let mut meet = Vec::new();
    let repository = |push: Push<'_>| fleet.members.get(push.member).map_or(push.member, |member| member.repository);
    for (tag, push) in name.open.iter().take(MOST) {
        for (other_tag, other) in &others {
            let (a, b) = (repository(*push), repository(*other));
            if a == b || found.iter().any(|(known, _)| known.contains(&a) && known.contains(&b)) {
                continue;
            }
            if tags_could_equal(tag, other_tag) == Answer::No
                || !both_can(fleet, push.member, other.member, tag, other_tag)
            {
                continue;
            }
            if fleet.kinship(push.member, other.member).same_repository() != Answer::Yes {
                meet.extend([*push, *other]);
            }
        }
    }
    (!meet.is_empty()).then(|| Groups::of(fleet, meet))
}

/// Two commit ids are equal only if it is one commit: never without common history. A
/// digest is the content itself.
fn both_can(fleet: &Fleet, a: usize, b: usize, tag: &str, other: &str) -> bool {
    if tag.starts_with('@') || other.starts_with('@') {
        return false;
    }
    let history = |at: usize| fleet.members.get(at).map(|member| &member.claims.identity.history);
    match (history(a), history(b)) {
        (Some(one), Some(two)) if tag.contains("<sha") && other.contains("<sha") => one.shares_root(two) != Answer::No,
        _ => true,
    }
}

/// Names of which the registry or the namespace is only known at run time.
fn of_loose_names(
    fleet: &Fleet,
    publishers: &Publishers<'_>,
    by_last: &BTreeMap<&str, Vec<&String>>,
    acc: &mut Vec<FleetFinding>,
) {
    let loose: BTreeMap<_, _> = publishers.loose.iter().collect();
    for (last, pushes) in loose {
        let mut meet: Vec<Push<'_>> = Vec::new();
        for (n, (reference, push)) in pushes.iter().take(MOST).enumerate() {
            let tag = tag_of(reference);
            let compare = |other: &Push<'_>, other_tag: &str| {
                tags_could_equal(&tag, other_tag) != Answer::No
                    && both_can(fleet, push.member, other.member, &tag, other_tag)
                    && fleet.kinship(push.member, other.member).same_repository() != Answer::Yes
                    && fleet.members.get(push.member).map(|m| m.repository)
                        != fleet.members.get(other.member).map(|m| m.repository)
            };
            for (other, other_push) in pushes.iter().take(MOST).skip(n + 1) {
                if reference.same_name(other) != Answer::No && compare(other_push, &tag_of(other)) {
                    meet.extend([*push, *other_push]);
                }
            }
            for name in by_last.get(last.as_str()).into_iter().flatten().take(MOST) {
                if prodproof_syntax::reference::could_equal(&reference.name(), name) == Answer::No {
                    continue;
                }
                let fixed = publishers.names.get(*name).map(|name| &name.fixed).into_iter().flatten();
                for (other_tag, other) in
                    fixed.flat_map(|(tag, pushes)| pushes.iter().map(move |push| (tag, push))).take(MOST)
                {
                    if compare(other, other_tag) {
                        meet.extend([*push, *other]);
                    }
                }
            }
        }
        let groups = Groups::of(fleet, meet);
        if groups.0.len() > 1 {
            let what = format!("`…/{last}` is published under names that are only known at run time");
            acc.push(report(fleet, &UNDECIDED_PUBLISHER, &groups, &what));
        }
    }
}

/// The finding for all publishers in `groups`: the likeliest zombie first.
fn report(fleet: &Fleet, rule: &'static Rule, groups: &Groups<'_>, what: &str) -> FleetFinding {
    let mut ranked: Vec<(usize, &Vec<Push<'_>>)> = groups.0.iter().map(|(&at, pushes)| (at, pushes)).collect();
    ranked.sort_by_key(|(at, pushes)| (std::cmp::Reverse(zombie(fleet, pushes)), std::cmp::Reverse(*at)));
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
            let here: Vec<&Push<'_>> = pushes.iter().filter(|p| site(fleet, p) == site(fleet, push)).collect();
            if seen.len() <= PLACES && seen.insert(site(fleet, push)) {
                add(fleet, &mut finding, push, &format!("publishes it on {}", events(&here)));
            }
        }
    }
    let label = |n: Option<&(usize, &Vec<Push<'_>>)>| {
        n.and_then(|(_, pushes)| pushes.first()).and_then(|p| fleet.members.get(p.member))
    };
    let (zombie, keep) = (label(ranked.first()), label(ranked.last()));
    if let (Some(zombie), Some(keep)) = (zombie, keep) {
        finding.help = help(fleet, rule, groups, zombie, keep);
    }
    finding
}

fn help(
    fleet: &Fleet,
    rule: &'static Rule,
    groups: &Groups<'_>,
    zombie: &crate::fleet::Member,
    keep: &crate::fleet::Member,
) -> String {
    if rule == &UNPROVEN_DUPLICATE_PUBLISHER {
        let shallow =
            groups.0.values().flatten().any(|push| {
                fleet.members.get(push.member).is_some_and(|member| member.claims.identity.history.shallow)
            });
        return if shallow {
            "clone with full history, or list what exists with `--repos`".into()
        } else {
            "list what exists with `--repos` (`gh repo list OWNER --limit 1000 --json …`)".into()
        };
    }
    if rule == &UNDECIDED_PUBLISHER {
        return "write the reference out, or declare the variable in the contract".into();
    }
    if rule == &SHARED_IMAGE_NAME {
        return "give each repository its own image name".into();
    }
    let archived =
        if zombie.archived() { " (it is archived: unarchive it for that, or disable its workflow)" } else { "" };
    format!("let `{}` alone publish it: delete the push from `{}`{archived}", keep.label, zombie.label)
}

/// How likely it is that this publisher is the one to be stopped.
fn zombie(fleet: &Fleet, pushes: &[Push<'_>]) -> (u8, u8, u8) {
    let Some(member) = pushes.first().and_then(|push| fleet.members.get(push.member)) else {
        return (0, 0, 0);
    };
    let standing = match (member.archived(), member.fork()) {
        (true, _) => 2,
        (false, true) => 1,
        (false, false) => 0,
    };
    // The one that pushes on merges is meant to.
    let merges = pushes.iter().any(|push| push.publication.event.starts_with("push:") && push.publication.certain);
    (standing, u8::from(member.left_behind), u8::from(!merges))
}

/// `acme/widget` (archived; push:main, schedule `30 4 * * 1`, Mondays at 04:30 UTC)
fn describe(fleet: &Fleet, pushes: &[Push<'_>]) -> String {
    let Some(member) = pushes.first().and_then(|push| fleet.members.get(push.member)) else { return String::new() };
    let mut standing = Vec::new();
    if member.archived() {
        standing.push("archived".to_string());
    }
    if member.fork() {
        let parent = member.listed.as_ref().and_then(|listed| listed.parent.as_deref());
        standing.push(parent.map_or("a fork".to_string(), |parent| format!("a fork of `{parent}`")));
    }
    let refs: Vec<&Push<'_>> = pushes.iter().collect();
    standing.push(events(&refs));
    format!("`{}` ({})", member.label, standing.join("; "))
}

/// Events, each once, with their schedule: "push:main, possibly schedule `30 4 * * 1` (Mondays at 04:30 UTC)".
fn events(pushes: &[&Push<'_>]) -> String {
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
        if !publication.certain {
            text = format!("possibly {text}");
        }
        if !out.contains(&text) {
            out.push(text);
        }
    }
    out.join(", ")
}

fn site(fleet: &Fleet, push: &Push<'_>) -> Site {
    fleet.members.get(push.member).map(|member| member.site(&push.publication.spot)).unwrap_or_default()
}

fn add(fleet: &Fleet, finding: &mut FleetFinding, push: &Push<'_>, text: &str) {
    let Some(member) = fleet.members.get(push.member) else { return };
    finding.related.push((site(fleet, push), format!("`{}` {text}", member.label)));
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{bad, good, repo};

    const LATEST: &str = "push:main quay.io/acme/widget:latest";
    const WEEKLY: &str = "schedule[30 4 * * 1] quay.io/acme/widget:latest";

    #[test]
    fn the_incident() {
        let listing = r#"[{"nameWithOwner":"acme/widget","isArchived":false},{"nameWithOwner":"acme/widget-old","isArchived":true}]"#;
        let pair = || {
            vec![
                repo("acme/widget", &["c", "b", "a"], &[LATEST, "runs quay.io/acme/widget:latest"]),
                repo("acme/widget-old", &["b", "a"], &[WEEKLY]),
            ]
        };
        bad(
            pair(),
            Some(listing),
            &["F001 acme/widget-old:1 `quay.io/acme/widget:latest` is published by 2 repositories: … `acme/widget` (push:main) … `acme/widget-old` (archived; schedule `30 4 * * 1` (Mondays at 04:30 UTC)) … a unit runs it"],
        );
        bad(pair(), None, &["F003 acme/widget-old:1"]);
    }

    #[test]
    fn either_repository_can_waive_it_with_a_reason() {
        use crate::fleet::Waiver;
        use crate::rules::fleet::join;
        for waives in ["acme/widget", "acme/other"] {
            let mut pair = vec![repo("acme/widget", &["a"], &[LATEST]), repo("acme/other", &["z"], &[LATEST])];
            let one = pair.iter_mut().find(|claims| claims.identity.name == waives).unwrap();
            one.waivers = vec![Waiver { rule: "F001".into(), reason: "we move".into() }];
            let fleet = join(pair, None);
            assert!(fleet.findings.is_empty());
            assert_eq!((fleet.waived[0].1.as_str(), fleet.waived[0].2.as_str()), (waives, "we move"));
        }
    }

    #[test]
    fn every_event_of_a_publisher_is_one_fault() {
        let both = [LATEST, WEEKLY, "workflow_dispatch quay.io/acme/widget:latest"];
        good(vec![repo("acme/widget", &["a"], &both)], None);
        bad(vec![repo("acme/widget", &["a"], &both), repo("acme/other", &["z"], &both)], None, &["F001"]);
    }

    #[test]
    fn every_reference_is_a_fault_of_its_own() {
        let lines = [LATEST, "push:main quay.io/acme/widget:main", "push:main quay.io/acme/own"];
        let others = [LATEST, "push:main quay.io/acme/widget:main", "push:main quay.io/acme/another"];
        bad(vec![repo("acme/widget", &["a"], &lines), repo("acme/other", &["z"], &others)], None, &["F001", "F001"]);
    }

    #[test]
    fn possible_publications_are_told_from_certain_ones() {
        let other = repo("acme/other", &["z"], &["possibly schedule[0 0 * * *] quay.io/acme/widget:latest"]);
        bad(
            vec![repo("acme/widget", &["a"], &[LATEST]), other],
            None,
            &["F002 acme/other:1 … `acme/other` (possibly schedule `0 0 * * *` (daily at 00:00 UTC))"],
        );
    }

    #[test]
    fn version_tags_are_told_from_fixed_ones() {
        let release = "tag:v1.2.3 quay.io/acme/widget:1.2.3";
        bad(
            vec![repo("acme/widget", &["a"], &[release]), repo("acme/other", &["z"], &[release])],
            None,
            &["F004 acme/widget:1 version tags of `quay.io/acme/widget`"],
        );
        bad(
            vec![repo("acme/widget", &["a"], &[LATEST, release]), repo("acme/other", &["z"], &[LATEST, release])],
            None,
            &["F001"],
        );
    }

    #[test]
    fn commit_ids_meet_only_where_commits_are_shared() {
        let sha = "push:main quay.io/acme/widget:<sha>";
        bad(
            vec![repo("acme/widget", &["b", "a"], &[sha]), repo("jane/widget", &["c", "a"], &[sha])],
            None,
            &["F005 jane/widget:1"],
        );
        bad(vec![repo("acme/widget", &["a"], &[sha]), repo("acme/other", &["z"], &[sha])], None, &["F006"]);
    }

    #[test]
    fn what_only_the_run_knows_is_no_more_than_possible() {
        let open = "push:main quay.io/acme/widget:<var:TAG>";
        bad(vec![repo("acme/widget", &["a"], &[LATEST]), repo("acme/other", &["z"], &[open])], None, &["F005"]);
        let loose = "push:main <var:REGISTRY>/acme/widget:latest";
        bad(vec![repo("acme/widget", &["a"], &[LATEST]), repo("acme/other", &["z"], &[loose])], None, &["F005"]);
        good(vec![repo("acme/widget", &["a"], &[LATEST]), repo("acme/other", &["z"], &["push:main ?"])], None);
    }

    #[test]
    fn one_name_with_different_tags_is_an_info() {
        let nightly = "schedule[0 0 * * *] quay.io/acme/widget:nightly";
        bad(
            vec![repo("acme/widget", &["a"], &[LATEST]), repo("acme/nightly", &["z"], &[nightly])],
            None,
            &["F006 acme/nightly:1 `quay.io/acme/widget` is published, under different tags,"],
        );
    }

    #[test]
    fn second_clones_and_mirrors_are_no_zombies() {
        let mut again = repo("acme/widget", &["b", "a"], &[WEEKLY]);
        again.identity.source = "elsewhere".into();
        good(vec![repo("acme/widget", &["c", "b", "a"], &[LATEST]), again], None);
        let mut mirror = repo("acme/widget", &["b", "a"], &[LATEST]);
        mirror.identity.remote = Some("codeberg.org/acme/widget".into());
        good(vec![repo("acme/widget", &["b", "a"], &[LATEST]), mirror], None);
        let mut bare = repo("widget.git", &["b", "a"], &[LATEST]);
        bare.identity.remote = None;
        good(vec![repo("acme/widget", &["c", "b", "a"], &[LATEST]), bare], None);
    }

    #[test]
    fn an_old_name_is_a_zombie_only_if_it_still_exists() {
        let pair =
            || vec![repo("acme/gadget", &["c", "b", "a"], &[LATEST]), repo("acme/widget", &["b", "a"], &[LATEST])];
        let renamed = r#"[{"nameWithOwner":"acme/gadget"}]"#;
        good(pair(), Some(renamed));
        let copied = r#"[{"nameWithOwner":"acme/gadget"},{"nameWithOwner":"acme/widget"}]"#;
        bad(pair(), Some(copied), &["F001 acme/widget:1"]);
        bad(pair(), None, &["F003 acme/widget:1"]);
    }

    #[test]
    fn forks_and_namesakes_are_other_publishers() {
        let widget = || repo("acme/widget", &["b", "a"], &[LATEST]);
        bad(vec![widget(), repo("jane/widget", &["c", "a"], &[LATEST])], None, &["F001"]);
        bad(vec![widget(), repo("jane/widget", &["z"], &[LATEST])], None, &["F001"]);
        let fork = r#"[{"nameWithOwner":"acme/widget"},{"nameWithOwner":"jane/widget","isFork":true,"parent":{"name":"widget","owner":{"login":"acme"}}}]"#;
        bad(
            vec![widget(), repo("jane/widget", &["b", "a"], &[LATEST])],
            Some(fork),
            &["F001 jane/widget:1 … (a fork of `acme/widget`; push:main)"],
        );
    }

    #[test]
    fn one_url_is_one_repository_whatever_its_histories() {
        let mut older = repo("acme/widget", &["z"], &[LATEST]);
        older.identity.source = "attic".into();
        bad(vec![repo("acme/widget", &["b", "a"], &[LATEST]), older], None, &["F003"]);
    }
}
