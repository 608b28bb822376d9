//! Which rules look after which topic of a sentence: a curated list. A rule stands here
//! only where it really finds the breach. Must not know any language's words.

use prodproof_constitution::lexicon::Topic;

/// Names of rules.
pub(super) type Names = &'static [&'static str];

pub(super) const IMAGE: Names =
    &["contradicted-contract", "unbacked-image", "unpublished-image", "other-image-published", "other-image-run"];
pub(super) const MERGE: Names = &[
    "unpublished-merge",
    "tag-only-trigger",
    "missing-push-trigger",
    "filtered-default-branch",
    "merge-held-back",
    "latest-only-from-tags",
    "suppressed-latest",
    "number-as-branch",
    "foreign-repository-guard",
    "push-not-boolean",
    "unpushed-build",
    "unpublished-image",
    "rebuild-behind-paths",
];
pub(super) const TAG: Names = &["unpublished-release", "unversioned-release"];
pub(super) const DISPATCH: Names = &["missing-dispatch"];
pub(super) const SOLE: Names = &["duplicate-publisher", "possible-duplicate-publisher", "unproven-duplicate-publisher"];
pub(super) const PROVENANCE: Names = &["missing-provenance-labels"];
pub(super) const AUTO_UPDATE: Names = &[
    "missing-autoupdate-label",
    "missing-systemd-unit",
    "unknown-autoupdate-label",
    "invalid-autoupdate-policy",
    "disabled-autoupdate",
    "other-systemd-unit",
    "invented-label",
];
pub(super) const RUNS: Names = &["unpublished-tag-run", "unmerged-tag-run", "other-image-run"];
pub(super) const VERSION: Names = &["unbumped-amendment", "insufficient-bump", "downgraded-version"];
pub(super) const DATES: Names = &["stale-amendment-date", "invalid-date"];
pub(super) const REPORT: Names = &["stale-sync-report"];
pub(super) const AGREE: Names =
    &["contradicted-contract", "unbacked-image", "unbacked-unit", "other-image-published", "other-image-run"];
pub(super) const UNPINNED: Names = &["digest-pinned-image", "version-pinned-image"];
pub(super) const PULL_REQUEST: Names = &["pull-request-publishes"];

/// Whether a topic's rules look after what is demanded, or after what is forbidden.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    Duty,
    Prohibition,
    Either,
}

/// What a sentence speaks of.
#[derive(Clone, Copy)]
pub(super) enum Speaks {
    Of(Topic),
    /// A name as programs spell it, or the start of one.
    Code(&'static str),
    /// One of the images that are promised here, by its name.
    NamedImage,
}

use Speaks::{Code, NamedImage, Of};

/// A topic with the rules that look after it.
pub(super) struct TopicRow {
    pub asks: Asks,
    /// Each group must be spoken of, by one of its topics.
    pub groups: &'static [&'static [Speaks]],
    /// Where one of these is spoken of, it is about something else.
    pub not: &'static [Topic],
    /// Its rules look at one image or unit: that of tests is another one.
    pub of_ours: bool,
    pub rules: Names,
}

pub(super) const ROWS: &[TopicRow] = &[
    TopicRow {
        asks: Asks::Duty,
        groups: &[
            &[Of(Topic::EveryMerge), Code("push:")],
            &[Of(Topic::Builds), Of(Topic::Publishes)],
            &[Of(Topic::Artefact), Code("push:")],
        ],
        not: &[Topic::OtherBuild, Topic::BaseLabel, Topic::Another],
        of_ours: true,
        rules: MERGE,
    },
    TopicRow {
        asks: Asks::Duty,
        groups: &[
            &[Of(Topic::Builds), Of(Topic::Publishes)],
            &[Of(Topic::VersionTag), Of(Topic::TagPush), Code("v* tag"), Code("tags:v*")],
        ],
        not: &[Topic::OtherBuild, Topic::BaseLabel],
        of_ours: true,
        rules: TAG,
    },
    TopicRow {
        asks: Asks::Duty,
        groups: &[
            &[Of(Topic::Dispatch), Of(Topic::StartedByHand), Code("workflow_dispatch")],
            &[Of(Topic::Workflow), Of(Topic::Builds), Of(Topic::Artefact), Code("workflow_dispatch")],
        ],
        not: &[Topic::OtherBuild],
        of_ours: true,
        rules: DISPATCH,
    },
    TopicRow {
        asks: Asks::Either,
        groups: &[
            &[Of(Topic::OtherPublisher)],
            &[Of(Topic::Publishes)],
            &[Of(Topic::Artefact), Of(Topic::Tag), NamedImage],
        ],
        not: &[Topic::OtherBuild, Topic::BaseLabel],
        of_ours: true,
        rules: SOLE,
    },
    TopicRow {
        asks: Asks::Either,
        groups: &[&[Of(Topic::OneOwner)], &[Of(Topic::Artefact), Of(Topic::Tag)]],
        not: &[Topic::OtherBuild, Topic::BaseLabel],
        of_ours: true,
        rules: SOLE,
    },
    TopicRow {
        asks: Asks::Duty,
        groups: &[&[Of(Topic::Provenance), Code("org.opencontainers.image")]],
        not: &[],
        of_ours: true,
        rules: PROVENANCE,
    },
    TopicRow {
        asks: Asks::Duty,
        groups: &[
            &[Of(Topic::AutoUpdate), Code("podman_systemd_unit"), Code("io.containers.autoupdate")],
            &[Of(Topic::Deployed), Code("podman_systemd_unit"), Code("io.containers.autoupdate")],
        ],
        not: &[Topic::Dependency],
        of_ours: true,
        rules: AUTO_UPDATE,
    },
    TopicRow {
        asks: Asks::Duty,
        groups: &[
            &[Of(Topic::Host)],
            &[Of(Topic::Runs), Of(Topic::Pulls)],
            &[Of(Topic::Tag), Of(Topic::AnyMerge), Of(Topic::Publishes), Code(":latest")],
            &[Of(Topic::Tag), Of(Topic::Artefact), Code(":latest")],
        ],
        not: &[Topic::Dependency, Topic::OtherBuild, Topic::BaseLabel, Topic::AutoUpdate],
        of_ours: true,
        rules: RUNS,
    },
    TopicRow {
        asks: Asks::Prohibition,
        groups: &[&[Of(Topic::Pins)], &[Of(Topic::Digest), Of(Topic::VersionTag)], &[Of(Topic::Artefact)]],
        not: &[Topic::Dependency, Topic::OtherBuild, Topic::BaseLabel],
        of_ours: true,
        rules: UNPINNED,
    },
    TopicRow {
        asks: Asks::Either,
        groups: &[&[Of(Topic::Amendment)], &[Of(Topic::VersionWord)], &[Of(Topic::Raises)]],
        not: &[],
        of_ours: false,
        rules: VERSION,
    },
    TopicRow {
        asks: Asks::Either,
        groups: &[&[Of(Topic::Amendment)], &[Of(Topic::DateWord)], &[Of(Topic::Raises)]],
        not: &[],
        of_ours: false,
        rules: DATES,
    },
    TopicRow { asks: Asks::Either, groups: &[&[Of(Topic::SyncReport)]], not: &[], of_ours: false, rules: REPORT },
    TopicRow {
        asks: Asks::Either,
        groups: &[&[Of(Topic::Workflow)], &[Of(Topic::UnitNoun), Of(Topic::Unit)], &[Of(Topic::Agrees)]],
        not: &[],
        of_ours: true,
        rules: AGREE,
    },
    TopicRow {
        asks: Asks::Prohibition,
        groups: &[&[Of(Topic::PullRequest), Code("pull_request")], &[Of(Topic::Publishes)], &[Of(Topic::Artefact)]],
        not: &[Topic::OtherBuild],
        of_ours: true,
        rules: PULL_REQUEST,
    },
];
