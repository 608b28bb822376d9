//! The fleet family: what no repository can see alone.
//!
//! Unlike the other families it looks at a whole fleet, and its findings have places in
//! many repositories.

use crate::finding::rules;
use crate::fleet::{self, Claims, Finding, Fleet, Listing, Waiver};
use crate::repo::Repo;
use crate::rules::waiver;

mod cascade;
mod publisher;
mod runner;

#[cfg(test)]
mod fixture;

rules! {
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
    F001 DUPLICATE_PUBLISHER "duplicate-publisher" Error "two repositories publish the same reference";

    /// ## What it does
    /// Finds a reference that one repository publishes and another one possibly does: its
    /// push depends on something that no file tells.
    ///
    /// ## Why is this bad?
    /// On the day the condition holds, the other repository's image replaces the right one.
    ///
    /// ## Example
    /// ```yaml
    /// - uses: docker/build-push-action@v7
    ///   with:
    ///     push: ${{ vars.PUSH }}
    ///     tags: quay.io/acme/widget:latest   # which acme/widget publishes
    /// ```
    ///
    /// ## Use instead
    /// Push another reference from the second repository, or delete the push.
    ///
    /// ## References
    /// Mandate 2: an image tag has one publishing repository.
    F002 POSSIBLE_DUPLICATE_PUBLISHER "possible-duplicate-publisher" Warning "a second repository possibly publishes the same reference";

    /// ## What it does
    /// Finds a reference that is published under two names of which nobody can tell
    /// whether they are one repository: one name's history lies within the other's, or the
    /// histories cannot be compared (shallow clones).
    ///
    /// ## Why is this bad?
    /// If it is a rename, all is well. If it is a copy that was left behind, its schedule
    /// pushes old code over the new.
    ///
    /// ## Example
    /// Two clones, `acme/widget` and `acme/widget-old`, the second with the history of the
    /// first up to last year, and both push `quay.io/acme/widget:latest`.
    ///
    /// ## Use instead
    /// Give the listing of the organisation, which says what exists:
    /// `gh repo list acme --limit 1000 --json name,nameWithOwner,isArchived,isFork,parent,url > repos.json`
    /// and `cargo xtask fleet DIR --repos repos.json`; clone with full history.
    ///
    /// ## References
    /// A renamed repository keeps its history and loses its old name:
    /// <https://docs.github.com/en/repositories/creating-and-managing-repositories/renaming-a-repository>
    F003 UNPROVEN_DUPLICATE_PUBLISHER "unproven-duplicate-publisher" Warning "one reference, two names, and no proof that they are one repository";

    /// ## What it does
    /// Finds an image name to which two repositories push version tags that follow their
    /// git tags.
    ///
    /// ## Why is this bad?
    /// As soon as both tag the same version, the later push replaces the earlier one, and
    /// a version no longer says what is inside.
    ///
    /// ## Example
    /// `acme/widget` and its fork `jane/widget` both push `quay.io/acme/widget:1.2.3` when
    /// `v1.2.3` is pushed.
    ///
    /// ## Use instead
    /// Let one repository publish under this name; give the other its own.
    ///
    /// ## References
    /// Mandate 2: an image tag has one publishing repository.
    F004 DUPLICATE_VERSION_TAG "duplicate-version-tag" Warning "two repositories push version tags under one name";

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
    /// ## Use instead
    /// Write the reference out, or declare the variable in the contract (`[build.vars]`).
    F005 UNDECIDED_PUBLISHER "undecided-publisher" Info "two repositories may publish the same reference";

    /// ## What it does
    /// Finds an image name to which two repositories push different tags.
    ///
    /// ## Why is this bad?
    /// The tags do not collide today. But the contract says that the repository alone
    /// publishes the image, and one more tag makes it a duplicate.
    ///
    /// ## Example
    /// `acme/widget` pushes `quay.io/acme/widget:latest`, `acme/nightly` pushes
    /// `quay.io/acme/widget:nightly`.
    ///
    /// ## Use instead
    /// Give each repository its own image name.
    F006 SHARED_IMAGE_NAME "shared-image-name" Info "two repositories push different tags under one name";

    /// ## What it does
    /// Finds a unit that runs a reference which nobody in the fleet publishes, though the
    /// fleet publishes under that name, or under that namespace. Where `--repos` lists
    /// repositories that were not given, it is only an info: one of them may publish it.
    ///
    /// ## Why is this bad?
    /// No merge anywhere changes what this unit runs.
    ///
    /// ## Example
    /// ```ini
    /// [Container]
    /// Image=quay.io/acme/widget:stable
    /// ```
    /// while the fleet pushes only `quay.io/acme/widget:latest`.
    ///
    /// ## Use instead
    /// Run a reference that a merge publishes, or publish this one.
    F007 UNPUBLISHED_DEPLOYMENT "unpublished-deployment" Warning "a unit runs a reference that nobody in the fleet publishes";

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
    F008 BROKEN_CASCADE "broken-cascade" Warning "a parent's rebuild triggers no rebuild of its child";

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
    /// ## Use instead
    /// Delete the dispatch.
    F009 STALE_DISPATCH "stale-dispatch" Warning "a dispatch wakes a repository that no longer builds from the sender";

    /// ## What it does
    /// Says which repository could not be read. The rest of the fleet is checked.
    ///
    /// ## Why is this bad?
    /// What it publishes is not known, so nothing is proved about it.
    ///
    /// ## Example
    /// A clone without permission to read, or without the revision that `--rev` names.
    ///
    /// ## Use instead
    /// Make it readable, or leave it out.
    F010 UNREADABLE_REPOSITORY "unreadable-repository" Error "a repository of the fleet cannot be read";

    /// ## What it does
    /// Says which claims file could not be read, and where in it. The rest is checked.
    ///
    /// ## Why is this bad?
    /// What its repositories publish is not known, so nothing is proved about them.
    ///
    /// ## Example
    /// A file cut off by a full disk, or written by a newer version of `xtask`.
    ///
    /// ## Use instead
    /// Write it anew with `cargo xtask verify --claims FILE`.
    F011 UNREADABLE_CLAIMS "unreadable-claims" Error "a claims file cannot be read";
}

/// Joins all claims and judges the fleet: its findings, and what is waived.
pub fn join(claims: Vec<Claims>, listing: Option<&Listing>) -> Fleet {
    let fleet = fleet::join(claims, listing);
    let findings = check(&fleet);
    fleet.judged(findings)
}

/// Every finding between the repositories of a fleet, in no particular order.
pub fn check(fleet: &Fleet) -> Vec<Finding> {
    let publishers = fleet::publishers::Publishers::new(&fleet.members);
    let mut acc = Vec::new();
    publisher::check(fleet, &publishers, &mut acc);
    runner::check(fleet, &publishers, &mut acc);
    cascade::check(fleet, &publishers, &mut acc);
    acc
}

/// The waivers of fleet rules. Places lie in many repositories there, so that a path or a
/// line is not looked at.
pub fn waivers(repo: &Repo) -> Vec<Waiver> {
    let all = waiver::all(repo);
    let holds = all.into_iter().filter(|waiver| !waiver.expired);
    let known = holds.filter_map(|waiver| Some((waiver.rule()?, waiver.reason?)));
    let mut out: Vec<Waiver> = known
        .filter(|(rule, _)| RULES.contains(rule))
        .map(|(rule, reason)| Waiver { rule: rule.code.to_string(), reason })
        .collect();
    out.sort();
    out.dedup();
    out
}

#[cfg(test)]
mod tests {
    use time::Date;

    use super::*;
    use crate::snapshot::{Facts, Snapshot};

    #[test]
    fn waivers_of_fleet_rules_are_those_that_hold() {
        let contract = "# C\n\n```toml contract\n[[waiver]]\nrule = \"duplicate-publisher\"\nreason = \"we move\"\n[[waiver]]\nrule = \"F002\"\nreason = \"over\"\nuntil = 2020-01-01\n```\n\n**Version**: 1.0.0\n";
        let today = Date::from_calendar_date(2027, time::Month::January, 31).unwrap();
        let files = [(".specify/memory/constitution.md", contract)];
        let repo = Repo::new(Snapshot::of(&files, Facts::unknown("x", today)));
        assert_eq!(waivers(&repo), [Waiver { rule: "F001".into(), reason: "we move".into() }]);
    }
}
