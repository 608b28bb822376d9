//! F001: two repositories publish the same reference.

use super::advice::stop;
use super::groups::Groups;
use super::report::report;
use crate::fleet::{FleetFinding, JoinedFleet};
use prodproof_syntax::answer::Answer;
use prodproof_syntax::finding::rule;

rule! {
    /// ## What it does
    /// Finds a reference that two repositories surely publish. Archived repositories and
    /// forks count. A second clone, a mirror and the old name of a renamed repository are
    /// the same repository: git history and the listing given with `--repos` decide that,
    /// not the name.
    ///
    /// ## Why is this bad?
    /// The registry keeps whichever was pushed last. A forgotten sibling with a weekly
    /// schedule puts old code back over every fix, and the hosts pull it.
    ///
    /// ## Example
    /// ```yaml
    /// # acme/widget-old, archived, .github/workflows/build.yml
    /// on:
    ///   schedule:
    ///     - cron: "30 4 * * 1"
    /// # … pushes quay.io/acme/widget:latest, as acme/widget does on each merge
    /// ```
    ///
    /// ## Use instead
    /// Delete the workflow of the repository that shall not publish (unarchive it for
    /// that, or disable the workflow), and take its registry credentials away.
    ///
    /// ## References
    /// Mandate 2: an image tag has one publishing repository.
    F001 DUPLICATE_PUBLISHER "duplicate-publisher" Error "two repositories publish the same reference"
}

pub(super) fn found(fleet: &JoinedFleet, publishers: &Groups<'_>, what: &str) -> Option<FleetFinding> {
    let surely = publishers.several(fleet, &publishers.certain()) == Answer::Yes;
    surely.then(|| report(fleet, &DUPLICATE_PUBLISHER, publishers, what, stop))
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
        use crate::fleet::ClaimedWaiver;
        use crate::rules::fleet::join;
        for waives in ["acme/widget", "acme/other"] {
            let mut pair = vec![repo("acme/widget", &["a"], &[LATEST]), repo("acme/other", &["z"], &[LATEST])];
            let one = pair.iter_mut().find(|claims| claims.identity.name == waives).unwrap();
            one.waivers = vec![ClaimedWaiver { rule: "F001".into(), reason: "we move".into() }];
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
}
