//! Which rules look after which topic of a sentence: a curated list. A rule stands here
//! only where it really finds the breach.

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
pub(super) const PULL_REQUEST: Names = &["pull-request-publishes"];

/// Whether a topic's rules look after what is demanded, or after what is forbidden.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Asks {
    Duty,
    Prohibition,
    Either,
}

/// Topics by words: all groups must have a word in the sentence.
pub(super) const TOPICS: &[(Asks, &[&[&str]], Names)] = &[
    (
        Asks::Duty,
        &[
            &[
                "publish",
                concat!("reb", "uil"),
                "built on",
                "build on",
                "builds must trigger",
                "trigger on",
                "发布",
                "構築",
                "公開",
            ],
            &["push to", "push:", "merge", "合并", "マージ"],
        ],
        MERGE,
    ),
    (
        Asks::Duty,
        &[
            &["publish", concat!("reb", "uil"), "trigger on", "发布", "公開"],
            &["release tag", "version tag", "`v*`", "v* tag", "tags:v*", "git tag", "版本标签"],
        ],
        TAG,
    ),
    (Asks::Duty, &[&["workflow_dispatch", "startable by hand", "manual dispatch"]], DISPATCH),
    (
        Asks::Either,
        &[
            &["publish", "push"],
            &[
                "sibling",
                "fork",
                "archived",
                "another repository",
                concat!("other rep", "ositor"),
                "no other",
                "alone",
                "sole",
            ],
            &["image", "registry", "publish", "tag", "it"],
        ],
        SOLE,
    ),
    (Asks::Either, &[&["tag", "image"], &["unique to one", "one repository", "single repository"]], SOLE),
    (Asks::Duty, &[&["org.opencontainers.image", "provenance label", "oci label"]], PROVENANCE),
    (Asks::Duty, &[&["auto-update", "autoupdate", "podman_systemd_unit"]], AUTO_UPDATE),
    (Asks::Duty, &[&["unit", "host", "production", "deploy"], &["run", "pull"], &["tag", ":latest", "image"]], RUNS),
    (
        Asks::Either,
        &[
            &["amend", "constitution", "修订", "改定"],
            &["version", "semver", "bump", "increment", "版本", "バージョン"],
        ],
        VERSION,
    ),
    (Asks::Either, &[&["amend", "last amended"], &["date"]], DATES),
    (Asks::Either, &[&["sync impact report"]], REPORT),
    (Asks::Either, &[&["workflow"], &["unit"], &["differ", "agree", "match", "contradict", "disagree"]], AGREE),
    (Asks::Prohibition, &[&["pull request", "pull_request"], &["publish", "push to the registry"]], PULL_REQUEST),
];
