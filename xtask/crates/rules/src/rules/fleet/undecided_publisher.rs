//! F005: two repositories may publish the same reference.

use std::collections::BTreeMap;

use super::advice::Advice;
use super::groups::{Groups, Told, MOST, PLACES};
use super::report::report;
use crate::fleet::publishers::{last_component, tag_of, tags_could_equal, FleetPublishers, PublishedName, Publisher};
use crate::fleet::{FleetFinding, JoinedFleet};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Finds two repositories whose pushes can meet in one reference, because a part of
    /// one is only known at run time (a variable, a date, a run number, a commit that both
    /// have).
    ///
    /// ## Why is this bad?
    /// It may be harmless; nobody can tell from the files.
    ///
    /// ## Example
    /// `acme/tool` pushes `quay.io/acme/widget:${{ vars.TAG }}`, `acme/widget` pushes
    /// `quay.io/acme/widget:latest`.
    ///
    /// ```yaml
    /// # .github/workflows/build.yml of acme/tool
    /// push: true
    /// tags: quay.io/acme/widget:${{ vars.TAG }}
    /// ```
    ///
    /// ## Use instead
    /// Write the reference out, or declare the variable in the contract (`[build.vars]`).
    F005 UNDECIDED_PUBLISHER "undecided-publisher" Info "two repositories may publish the same reference"
}

fn undecided(fleet: &JoinedFleet, publishers: &Groups<'_>, what: &str) -> FleetFinding {
    let help = |_: &Advice<'_>| "write the reference out, or declare the variable in the contract".into();
    report(fleet, &UNDECIDED_PUBLISHER, publishers, what, help)
}

/// One name, and tags of which a part is only known at run time.
pub(super) fn of_open_tags(
    fleet: &JoinedFleet,
    name: &str,
    pushes: &PublishedName<'_>,
    found: &[Told],
) -> Option<Told> {
    let groups = meeting(fleet, pushes, found)?;
    let what = format!("`{name}` is published under tags that are only known at run time");
    Some(Told { among: groups.repositories(), what: what.clone(), finding: undecided(fleet, &groups, &what) })
}

/// Pushes of different repositories of which one has an open tag that can become the
/// other's, as far as `found` does not already say that they meet.
fn meeting<'a>(fleet: &JoinedFleet, name: &PublishedName<'a>, found: &[Told]) -> Option<Groups<'a>> {
    let version = "1.2.3".to_string();
    let fixed = name.fixed.iter().flat_map(|(tag, pushes)| pushes.iter().map(move |push| (tag, *push)));
    let versions = name.versions.iter().map(|push| (&version, *push));
    let open = name.open.iter().map(|(tag, push)| (tag, *push));
    let others: Vec<(&String, Publisher<'a>)> = fixed.chain(versions).chain(open).take(MOST * PLACES).collect();
    let mut meet = Vec::new();
    let repository =
        |push: Publisher<'_>| fleet.members.get(push.member).map_or(push.member, |member| member.repository);
    for (tag, push) in name.open.iter().take(MOST) {
        for (other_tag, other) in &others {
            let (a, b) = (repository(*push), repository(*other));
            if a == b || found.iter().any(|told| told.between(a, b)) {
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
fn both_can(fleet: &JoinedFleet, a: usize, b: usize, tag: &str, other: &str) -> bool {
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
pub(super) fn of_loose_names(fleet: &JoinedFleet, publishers: &FleetPublishers<'_>, acc: &mut Vec<FleetFinding>) {
    let mut by_last: BTreeMap<&str, Vec<&String>> = BTreeMap::new();
    for name in publishers.names.keys() {
        by_last.entry(last_component(name)).or_default().push(name);
    }
    let loose: BTreeMap<_, _> = publishers.loose.iter().collect();
    for (last, pushes) in loose {
        let mut meet: Vec<Publisher<'_>> = Vec::new();
        for (n, (reference, push)) in pushes.iter().take(MOST).enumerate() {
            let tag = tag_of(reference);
            let compare = |other: &Publisher<'_>, other_tag: &str| {
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
            acc.push(undecided(fleet, &groups, &what));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::fixture::{bad, good, repo};

    const LATEST: &str = "push:main quay.io/acme/widget:latest";

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
}
