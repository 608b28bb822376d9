//! English: what sentences and headings speak of. Long because it is one table.

use super::{Topic, Topics};

pub const TOPICS: Topics = &[
    (Topic::DeniesBehind, "without, except, unless, besides, instead, rather, than"),
    (
        Topic::Past,
        concat!(
            "previously, formerly, historically, originally, ago, was, were, had, until, till, legacy, ",
            "migrated, renamed, incident, outage, yesterday, used to, no longer, in the past, last year, ",
            "the old, moved from, prior to, superseded, amended, at the time"
        ),
    ),
    (
        Topic::Maybe,
        concat!(
            "if, may, might, could, would, optional, optionally, planned, plan, plans, future, eventually, ",
            "roadmap, todo, tbd, someday, consider, considered, considering, proposed, proposal, proposes, ",
            "once, unless, should, recommended, recommend, preferably, prefer, preferred, ideally, ",
            "possibly, perhaps, suppose, hypothetical, whether, depending, want, wants, alternatively"
        ),
    ),
    (
        Topic::Example,
        concat!(
            "example, examples, sample, samples, imagine, illustrates, illustration, hypothetically, ",
            "placeholder"
        ),
    ),
    (Topic::ExampleBehind, "e.g, for example, for instance, such as, like, including, examples include"),
    (
        Topic::AsideHeading,
        concat!(
            "history, changelog, change log, example, incident, background, anti-pattern, antipattern, ",
            "out of scope, non-goal, future, roadmap, sync impact, deprecated, legacy, lessons, migration, ",
            "prohibited, forbidden, glossary, rationale"
        ),
    ),
    (Topic::MandateAside, "history, changelog, example, sync impact, glossary"),
    (Topic::AsideOpening, "rationale, example, note, historical"),
    (Topic::DeniedCell, "no, never, ❌, ✗, ✘, forbidden, prohibited, deprecated, retired, not allowed"),
    (Topic::ClauseOpening, "so, and, while, because, therefore, thus, hence, as"),
    (
        Topic::Publishes,
        concat!(
            "publish, publishes, published, publishing, push, pushes, pushed, pushing, ships, shipped, ",
            "uploaded, uploads, released, releases, tagged"
        ),
    ),
    (
        Topic::Runs,
        concat!("run, runs, running, deploy, deploys, deployed, pull, pulls, pulled, unit, production, ", "quadlet"),
    ),
    (Topic::ImageName, "image, image name, container image, registry"),
    (
        Topic::BaseBefore,
        concat!(
            "based on, base image, base images, parent image, parent:, base:, built on, builds on, ",
            "builds from, built from, derives from, derived from"
        ),
    ),
    (Topic::BaseBehind, "as the base, as base, as its base, as a base, base image"),
    (Topic::BaseLabel, "base image, parent image, base images, parent images"),
    (
        Topic::Foreign,
        concat!(
            "test, tests, testing, e2e, database, db, postgres, redis, cache, sidecar, sidecars, sibling, ",
            "siblings, upstream, third-party, dependency, dependencies, tool, tools, tooling, scanner, ",
            "linter, lint, dev, development, devcontainer, local, locally, mirror, mirrors, mirrored, ",
            "builder, proxy, vendor, runner, runners"
        ),
    ),
    (Topic::Another, "other, others, another"),
    (Topic::Sibling, "sibling, siblings, upstream, third-party, mirror, mirrors"),
    (
        Topic::Scheduled,
        concat!(
            "build, builds, built, rebuild, rebuilds, rebuilt, rebuilding, publish, publishes, published, ",
            "image, images, workflow, workflows, cron, schedule, scheduled, pipeline, container"
        ),
    ),
    (
        Topic::ByPeople,
        concat!(
            "review, reviews, reviewed, meeting, meetings, audit, audits, audited, team, report, reports, ",
            "rotate, rotated, rotation, backup, backups, retro, triage, triaged, dependabot, renovate, ",
            "standup, maintainer, maintainers, timer, auto-update, autoupdate, podman-auto-update, ",
            "prune, pruned, logs, certificates, scan, scans, scanned, dependencies, sync, cleanup, ",
            "released"
        ),
    ),
    (Topic::Artefact, "image, images, container, containers, latest, registry, container-build"),
    (
        Topic::OtherBuild,
        concat!(
            "test, tests, docs, documentation, site, pages, package, packages, crate, pypi, npm, changelog, ",
            "notes, lint, dev, preview"
        ),
    ),
    (Topic::Or, "or, either"),
    (Topic::Joins, "and, or"),
    (Topic::Is, "is, named, called"),
    (Topic::Article, "the, from"),
    (Topic::Onto, "to, into, on, onto, in, lands, landing, land"),
    (Topic::Every, "every, each, on, a, any"),
    (Topic::Upon, "on, every, each, when, upon"),
    (Topic::EachTime, "every, each, per, a"),
    (Topic::Repeats, "every, each, weekly, week, on"),
    (Topic::Moves, "rebuild, rebuilds, rebuilt, update, updates, refresh, refreshes"),
    (Topic::Plain, "not, never, no"),
    (Topic::Merge, "push, pushes, pushed, merge, merges, merged, commit, commits, merging, pushing"),
    (Topic::MergeNoun, "merge, merges"),
    (
        Topic::VersionTag,
        concat!("version tag, version tags, release tag, release tags, git tag, git tags, semver tag, ", "semver tags"),
    ),
    (Topic::Tag, "tag, tags"),
    (Topic::TagBehind, "tag, tags, release, version"),
    (Topic::ForgeRelease, "github release, github releases"),
    (Topic::DefaultBranch, "default branch"),
    (
        Topic::OthersBranch,
        "upstream, upstream's, fork, fork's, forks, sibling, siblings, parent, parent's, other, another",
    ),
    (Topic::Cron, "cron, schedule, scheduled"),
    (Topic::OnHost, "timer, oncalendar, crontab, backup, backups"),
    (Topic::Toolchain, "rust, rustc, toolchain, stable, clippy, rustfmt, miri, cargo, compiler"),
    (Topic::Job, "run, runs, job, jobs"),
    (
        Topic::Listens,
        concat!(
            "listen, listens, expose, exposes, exposed, serve, serves, served, reachable, publishes, ",
            "container, service"
        ),
    ),
    (Topic::ListensOn, "listen, listens, listening, expose, exposes, exposed, serve, serves"),
    (Topic::At, "on, at"),
    (Topic::Port, "port, ports"),
    (Topic::BehindPort, "and, by, for, in, inside, on, over, to, via, with"),
    (
        Topic::OthersPort,
        concat!(
            "database, postgres, postgresql, redis, mysql, ssh, proxy, upstream, sidecar, test, tests, ",
            "dev, development, local, locally, registry, smtp, prometheus, other, another, blocked, ",
            "firewall, reserved, debugger, developer, laptop"
        ),
    ),
    (Topic::Noon, "noon, midday"),
    (Topic::Midnight, "midnight"),
    (
        Topic::BuiltFor,
        concat!(
            "build, builds, built, publish, publishes, published, image, images, multi-arch, multi-platform, ",
            "platforms, architectures"
        ),
    ),
    (
        Topic::Dependency,
        concat!(
            "dependency, dependencies, packages, renovate, dependabot, database, lockfile, toolchain, ",
            "docs, documentation, actions, sidecar"
        ),
    ),
    (
        Topic::Undone,
        concat!(
            "without, disable, disabled, disables, off, removed, remove, bypass, bypassed, skip, skipped, ",
            "break, missing, omit"
        ),
    ),
    (Topic::Release, "release, releases, version tags, release tags, tags, versions"),
    (Topic::Merged, "merged, merges, merge, main"),
    (Topic::AnyMerge, "merge, merges, merged, main, master, push, pushes"),
    (
        Topic::AfterMerge,
        concat!(
            "after merging, after merge, after a merge, after the merge, once merged, after each merge, ",
            "after it is merged, when merged, after every merge",
        ),
    ),
    (Topic::Makes, "create, push, cut, make, add, pushed, created, pushes, creates, cuts, adds"),
    (
        Topic::Elsewhere,
        "sibling, siblings, upstream, another repository, other repositories, each feature, per feature",
    ),
    (
        Topic::Made,
        concat!(
            "git-ignored, untracked, uncommitted, if present, when present, if it exists, not committed, ",
            "optionally, may be absent, create, creates, generated, generates, generate, ignored, ",
            "gitignored, gitignore, produces, write, writes"
        ),
    ),
    (Topic::Workflow, "workflow, workflows"),
    (Topic::Unit, "unit, units, quadlet, systemd, podman"),
    (Topic::Check, "job, check"),
    (Topic::Required, "required"),
    (Topic::ForIt, "for, in, on"),
    (Topic::Gate, "ci, required, status, workflow, merge, merged, merging, pull, pr"),
    (Topic::Label, "label, labels"),
    (Topic::TagOrImage, "tag, image"),
    (Topic::ImageFile, "image, images, containerfile, dockerfile"),
    (Topic::OthersTag, "sibling, siblings, upstream, base, parent, test, tests, local"),
    (Topic::PublishLabel, "published, publish, push"),
    (Topic::ImageLabel, "image, registry, container image"),
    (Topic::NotOurs, "base, parent"),
    (Topic::Built, "build, builds, built"),
    (Topic::Of, "of"),
    (Topic::From, "from"),
    (Topic::Tagged, "tagged, tagged as"),
    (Topic::Hourly, "hourly, every hour, each hour"),
    (Topic::Daily, "daily, nightly, every day, each day, every night, each night"),
    (Topic::But, "but"),
    (
        Topic::HistoryTitle,
        concat!(
            "history, changelog, change log, revision, amendment log, amendment record, amendments, ",
            "version log"
        ),
    ),
    (Topic::DateHead, "date, ratified, ratified on, date ratified, amended, effective date"),
    (Topic::WhenHead, "when"),
    (
        Topic::ChangeHead,
        concat!(
            "change, changes, description, summary, amendment, amendments, notes, note, details, what changed, ",
            "change summary, summary of changes"
        ),
    ),
    (Topic::AboutItself, "governance, metadata, document, version, amendment, constitution, status, ratification"),
    (Topic::DateApart, "next, review, expir, created"),
    (Topic::Absent, "n/a, none, never, not yet"),
    (Topic::Pending, "tbd, todo, pending, unknown"),
    (Topic::ArtefactKey, "image, package, upstream, registry, port, base, language, runtime"),
    (Topic::ReportChange, "version change, version"),
    (Topic::ReportBump, "bump, rationale, level, semver"),
    (Topic::SectionKind, "principle, article, section, part, chapter, rule, §"),
    (Topic::Firm, "non-negotiable"),
    (Topic::Abbreviation, "e.g, i.e, etc, vs, cf, no, approx, resp, dr, mr, ms, fig, sec, st, incl"),
    (
        Topic::Empty,
        concat!(
            "a, an, the, and, of, to, in, on, at, by, for, with, as, is, are, be, been, being, was, ",
            "were, it, its, this, that, these, those, their, they, them, our, we, us, you, your, which, ",
            "who, whose, into, so, also, there, then, thus, have, has, had, do, does, did, will, from, ",
            "such, via"
        ),
    ),
    (Topic::Emphasis, "always, ever, any, every, all, anyone, anybody, everyone, everybody"),
    (
        Topic::Reference,
        concat!("section, sections, principle, principles, article, articles, step, pr, issue, table, ", "figure"),
    ),
    (Topic::Reversing, concat!("un, in, im, non, dis, de, il, ir, mi", "s")),
    (Topic::ReleaseHeading, "release"),
    (Topic::DeployHeading, "deliver, deploy, publish"),
    (Topic::ImageHeading, "container, image"),
    (Topic::Inherits, "inherits from, inherits, extends"),
    (Topic::KeyWords, "rfc 2119, rfc2119, rfc 8174, key words \"must, keywords \"must, key words must, keywords must"),
    (Topic::NotByHand, "not be done by hand, never by hand, not by hand, no manual, without manual, not manually"),
    (Topic::StartedByHand, "startable"),
    (Topic::Ordinal, concat!("st, n", "d, rd, th")),
    (Topic::FirstDay, "first"),
    (Topic::DateGlue, "of, the"),
    (Topic::Weekdays, "every weekday, each weekday"),
    (Topic::Intervals, "hours, weeks, days, months, biweekly, fortnightly, quarterly, yearly, annually"),
    (Topic::Weekly, "weekly, every week, each week, per week, a week"),
    (Topic::Monthly, "monthly, every month, each month, per month, a month"),
    (Topic::UnitNoun, "unit, unit file, service unit, systemd unit, unit on the host"),
    (
        Topic::AutoUpdate,
        concat!(
            "pull* images automatically, pull* new images automatically, automatically pull*, ",
            "auto-update*, autoupdate*, automatic update, automatic updates, automatic updating, ",
            "update automatically, updates automatically, updated automatically, ",
            "automatically update, automatically updates, automatically updated, self-update, ",
            "self-updates, self-updating, update services automatically, ",
            "update containers automatically, update units automatically, update themselves, ",
            "updating themselves",
        ),
    ),
    (
        Topic::Deployed,
        concat!(
            "host, hosts, unit, units, container, containers, service, services, production, server, ",
            "servers, podman, quadlet, quadlets, deployment, deployments, systemd",
        ),
    ),
    (Topic::SwitchedOff, "disabled, disable, turned off, switched off, deactivated"),
    (Topic::Notes, "release note, release notes, changelog entry"),
    (Topic::Versioned, "versioned, version-tagged, versions, stable, release image, release images"),
    (
        Topic::Uses,
        concat!(
            "use, uses, used, using, run, runs, running, enable, enables, enabled, employ, employs, ",
            "rely, relies, allow, allows, install, installed",
        ),
    ),
    (Topic::Hand, "by hand, manually, manual"),
    (
        Topic::People,
        concat!(
            "operator, operators, administrator, administrators, admin, admins, person, somebody, ",
            "someone, human, humans, engineer, engineers, sysadmin, people",
        ),
    ),
    (Topic::Pulls, "pull, pulls, pulled"),
    (
        Topic::Deploys,
        concat!("deploy, deploys, deployed, deployment, deployments, roll out, rolled out, rollout, ", "rollouts",),
    ),
    (Topic::Digest, "digest, digests, sha256"),
    (Topic::Pins, "pin, pins, pinned, pinning, by digest"),
    (Topic::Relative, "that, which, who, whose"),
    (
        Topic::EveryMerge,
        concat!(
            "every merge, each merge, every merged, each merged, on merge, all merges, any merge, ",
            "merges, a merge, every push, each push, whatever is merged, everything that is merged",
        ),
    ),
    (
        Topic::OtherPublisher,
        concat!(
            "sibling, siblings, fork, forks, archived, another repository, other repository, ",
            "other repositories, another repo, other repo, nobody else, no other repository, ",
            "no other repo, repository alone, repo alone, only this repository, no second repository",
        ),
    ),
    (
        Topic::OneOwner,
        concat!(
            "unique to one, one repository, single repository, one publisher, single publisher, ",
            "one publishing repository",
        ),
    ),
    (
        Topic::Provenance,
        concat!("provenance label, provenance labels, oci label, oci labels, oci annotation, ", "oci annotations",),
    ),
    (Topic::Amendment, "amend, amends, amended, amending, amendment, amendments, constitution"),
    (Topic::VersionWord, "version, versions, versioned, versioning, semver"),
    (
        Topic::Raises,
        concat!(
            "bump, bumps, bumped, increment, increments, incremented, raise, raises, raised, ",
            "increase, increases, increased, update, updates, updated, change, changes, changed, ",
            "semver, semantic, follow, follows, versioned, set, sets",
        ),
    ),
    (Topic::DateWord, "date, dates, last amended"),
    (Topic::SyncReport, "sync impact report, sync report"),
    (
        Topic::Agrees,
        concat!(
            "differ, differs, agree, agrees, match, matches, contradict, contradicts, disagree, ",
            "disagrees, consistent",
        ),
    ),
    (Topic::PullRequest, "pull request, pull requests, pr, prs, merge request, merge requests"),
    (
        Topic::TagPush,
        concat!(
            "is tagged, ",
            "tag push, tag pushes, tagged release, tagged releases, tagged commit, tagged commits, ",
            "tagged version, tagged versions, when tagged, once tagged, tag is pushed, ",
            "tags are pushed, tag is created, pushing a tag",
        ),
    ),
    (
        Topic::Dispatch,
        concat!(
            "manual dispatch, manually dispatch, manual dispatched, manually dispatched, ",
            "startable by hand, started by hand, manual start",
        ),
    ),
    (
        Topic::Host,
        concat!("production, unit, units, host, hosts, quadlet, quadlets, server, servers, service, ", "services",),
    ),
    (
        Topic::OtherCargo,
        concat!(
            "secret, secrets, certificate, certificates, key, keys, credential, credentials, ",
            "configuration, config, migration, migrations, rollback, rollbacks",
        ),
    ),
    (
        Topic::WithoutRelease,
        concat!(
            "without a release, without a tag, without a version tag, without a release tag, ",
            "until a release, until it is tagged, until released, before a release, ",
            "until the next release, until it is released, until a tag, until a version tag, ",
            "without a tagged release, before it is released, before it is tagged, until tagged, ",
            "without releases, without tags",
        ),
    ),
    (
        Topic::ByRelease,
        concat!(
            "with a release, after a release, by a release, through a release, on a release, ",
            "at a release, with the next release, after the next release, once released, ",
            "when released, with a version tag, after a version tag, after a release tag, ",
            "with a release tag, from releases, from a release, from tagged releases, by releases, ",
            "on releases, on release, upon release, for releases, at releases, through releases, ",
            "with releases",
        ),
    ),
    (
        Topic::Moved,
        concat!(
            "moved, moves, updated, changed, promoted, advanced, set, moved on, re-tagged, promotes, ",
            "promote, move, advances, updates, re-tags, follows, follow, tracks, track, touch, ",
            "touches, touched, overwrite, overwrites, overwritten, retag, retags, retagged, points, ",
            "point",
        ),
    ),
    (
        Topic::Builds,
        concat!(
            "building, ",
            "trigger, triggers, publish, publishes, published, publishing, publication, rebuild, ",
            "rebuilds, rebuilt, rebuilding, build, builds, built, pushes the image, push the image, ",
            "image is pushed, images are pushed, ship, ships, shipped, container build, produce, ",
            "produces, produced, producing",
        ),
    ),
    (
        Topic::BuildVerb,
        concat!(
            "publish, publishes, published, rebuild, rebuilds, rebuilt, trigger, build, builds, ",
            "produce, produces, produced",
        ),
    ),
    (
        Topic::Reaches,
        concat!(
            "distributed, shipped, deployed, published, delivered, released, live, reach, reaches, ",
            "available, built, run, come, comes, ships, deploys, publishes, goes out, goes live",
        ),
    ),
    (Topic::TagBefore, "tag, tags, matching, tags named, tag named, tags like, tags called"),
    (
        Topic::Harmless,
        concat!(
            "without, unless, except, instead, fail, fails, break, skip, delay, before, failed, ",
            "failing, broken",
        ),
    ),
    (
        Topic::Denies,
        concat!(
            "not, never, no, nor, neither, none, cannot, can't, don't, doesn't, isn't, aren't, ",
            "won't, mustn't, shouldn't, avoid, avoids, forbidden, forbid, forbids, prohibited, ",
            "disallowed, deprecated, obsolete, removed, retired, replaced, replaces, reject, ",
            "rejects, rejected, refuse, nobody",
        ),
    ),
    (Topic::When, "when, where, while, whenever, as long as, in an emergency, emergency, emergencies"),
    (
        Topic::Nothing,
        concat!("nothing, no code, no change, no changes, no fix, no commit, no commits, no merge, ", "no merged",),
    ),
    (Topic::ClockAt, "at"),
    (Topic::ClockBehind, "o'clock"),
    (Topic::FromTags, "on tags, from tags, for tags, at tags, on a tag, from a tag, on git tags"),
    (Topic::AwaitsRelease, "wait* for the next release, wait* for a release, wait* until the next release"),
];
