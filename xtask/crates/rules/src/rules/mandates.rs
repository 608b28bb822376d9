//! The mandates of a constitution with what enforces them: which rules look after what a
//! sentence talks about, a curated list, by what it claims
//! and by its words. A rule stands here only where it really finds the breach.

use crate::constitution::claims::{Effect, Trigger, What};
use crate::constitution::mandates::{self, Mandate};
use crate::constitution::sentences::Sentence;
use crate::finding::Rule;
use crate::rules;
use crate::syntax::markdown::Markdown;

/// Names of rules.
type Names = &'static [&'static str];

const IMAGE: Names =
    &["contradicted-contract", "unbacked-image", "unpublished-image", "other-image-published", "other-image-run"];
const MERGE: Names = &[
    "unpublished-merge",
    "tag-only-trigger",
    "missing-push-trigger",
    "filtered-default-branch",
    "merge-held-back",
    "latest-only-from-tags",
    "rebuild-behind-paths",
];
const TAG: Names = &["unpublished-release", "unversioned-release"];
const DISPATCH: Names = &["missing-dispatch"];
const SOLE: Names = &["duplicate-publisher", "possible-duplicate-publisher", "unproven-duplicate-publisher"];
const PROVENANCE: Names = &["missing-provenance-labels"];
const AUTO_UPDATE: Names = &[
    "missing-autoupdate-label",
    "missing-systemd-unit",
    "unknown-autoupdate-label",
    "invalid-autoupdate-policy",
    "disabled-autoupdate",
    "other-systemd-unit",
    "invented-label",
];
const RUNS: Names = &["unpublished-tag-run", "unmerged-tag-run", "other-image-run"];
const VERSION: Names = &["unbumped-amendment", "insufficient-bump", "downgraded-version"];
const DATES: Names = &["stale-amendment-date", "invalid-date"];
const REPORT: Names = &["stale-sync-report"];
const AGREE: Names =
    &["contradicted-contract", "unbacked-image", "unbacked-unit", "other-image-published", "other-image-run"];
const PULL_REQUEST: Names = &["pull-request-publishes"];

/// Topics by words: all groups must have a word in the sentence.
const TOPICS: &[(&[&[&str]], Names)] = &[
    (
        &[
            &["publish", "rebuil", "built on", "build on", "发布", "構築", "公開"],
            &["push to", "merge", "合并", "マージ"],
        ],
        MERGE,
    ),
    (
        &[
            &["publish", "rebuil", "发布", "公開"],
            &["release tag", "version tag", "`v*`", "v* tag", "git tag", "版本标签"],
        ],
        TAG,
    ),
    (&[&["workflow_dispatch", "startable by hand", "manual dispatch"]], DISPATCH),
    (
        &[
            &["publish", "push"],
            &["sibling", "fork", "archived", "another repository", "other repositories", "no other", "alone", "sole"],
            &["image", "registry", "publish", "it"],
        ],
        SOLE,
    ),
    (&[&["org.opencontainers.image", "provenance label", "oci label"]], PROVENANCE),
    (&[&["auto-update", "autoupdate", "podman_systemd_unit"]], AUTO_UPDATE),
    (&[&["unit", "host", "production", "deploy"], &["run", "pull"], &["tag", ":latest", "image"]], RUNS),
    (
        &[
            &["amend", "constitution", "修订", "改定"],
            &["version", "semver", "bump", "increment", "版本", "バージョン"],
        ],
        VERSION,
    ),
    (&[&["amend", "last amended"], &["date"]], DATES),
    (&[&["sync impact report"]], REPORT),
    (&[&["workflow"], &["unit"], &["differ", "agree", "match", "contradict", "disagree"]], AGREE),
    (&[&["pull request", "pull_request"], &["publish", "push to the registry"], &["not", "never"]], PULL_REQUEST),
];

/// Every binding sentence of the constitution, in order; see [`mandates::read`].
pub fn read(source: &str, markdown: &Markdown) -> Vec<Mandate> {
    mandates::read(source, markdown, &enforcing)
}

/// The rules that look after a sentence, in order of their codes.
fn enforcing(sentence: &Sentence, claims: &[&What]) -> Vec<&'static Rule> {
    let mut names: Vec<&str> = Vec::new();
    for what in claims {
        names.extend(by_claim(what));
    }
    let text = format!("{} {}", sentence.lead, sentence.lower);
    for (groups, topic) in TOPICS {
        if groups.iter().all(|words| words.iter().any(|word| text.contains(word))) {
            names.extend(*topic);
        }
    }
    let mut found: Vec<&'static Rule> = rules::all().filter(|rule| names.contains(&rule.name)).collect();
    found.sort_by_key(|rule| rule.code);
    found.dedup();
    found
}

fn by_claim(what: &What) -> &'static [&'static str] {
    match what {
        What::Image { .. } => IMAGE,
        What::Base(_) => &["unbacked-base-image"],
        What::Schedule(_) => &["unbacked-schedule"],
        What::Tag(_) => &["unbacked-tag"],
        // That a workflow exists does not make it do what is asked of it.
        What::Workflow(_) => &[],
        What::Check(_) => &["unbacked-check"],
        What::Unit(_) => &["unbacked-unit"],
        // That the file exists does not keep it current.
        What::File(_) => &[],
        What::Label { key, .. } if key == "PODMAN_SYSTEMD_UNIT" || key.starts_with("io.containers.auto") => AUTO_UPDATE,
        What::Label { key, .. } if key.starts_with("org.opencontainers.image.") => PROVENANCE,
        What::Label { .. } => &["unbacked-label"],
        What::Trigger { trigger, effect: Effect::Publishes } => match trigger {
            Trigger::Push(_) => MERGE,
            Trigger::Tag(_) => TAG,
            Trigger::Dispatch => DISPATCH,
            Trigger::Release => &["unbacked-trigger"],
            Trigger::PullRequest => &[],
        },
        // The opposite of a mandate is not enforced but reported.
        What::Trigger { .. } => &["claim-against-mandate"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::constitution::mandates::Enforcement;

    /// Names that are wrong would silently say "nothing enforces this".
    #[test]
    fn exact_names_are_rules() {
        let topics = [
            IMAGE,
            MERGE,
            TAG,
            DISPATCH,
            SOLE,
            PROVENANCE,
            AUTO_UPDATE,
            RUNS,
            VERSION,
            DATES,
            REPORT,
            AGREE,
            PULL_REQUEST,
        ];
        for topic in topics {
            for name in topic {
                assert!(rules::find(name).is_some(), "{name}");
            }
        }
    }

    #[track_caller]
    fn enforced(text: &str, expected: &str) {
        let found = read(text, &Markdown::read(text));
        let mandate = found.first().expect("a mandate");
        let shown = match &mandate.enforcement {
            Enforcement::Rules(rules) => rules.iter().map(|rule| rule.name).collect::<Vec<_>>().join(" "),
            Enforcement::ByHand(words) => format!("by hand: {words}"),
            Enforcement::Nothing => "nothing".to_string(),
        };
        // Further rules may come; these must be among them.
        let all = expected.split(' ').all(|name| shown.split(' ').any(|own| own == name)) || shown == expected;
        assert!(all, "{text}\n  found {shown}\n  wanted {expected}");
        if expected == "nothing" || expected.starts_with("by hand") {
            assert_eq!(shown, expected, "{text}");
        }
    }

    #[test]
    fn who_enforces_it() {
        enforced(
            "The image MUST be published to `quay.io/acme/widget`.",
            "unbacked-image contradicted-contract other-image-run",
        );
        enforced("The deployed unit MUST be auto-updated by podman.", "missing-autoupdate-label missing-systemd-unit");
        enforced("Units MUST carry `io.containers.autoupdate=registry`.", "invented-label");
        enforced("Every push to `main` MUST publish the image.", "unpublished-merge tag-only-trigger");
        enforced("Every `v*` tag MUST publish the image.", "unpublished-release");
        enforced("Pull requests MUST NOT publish the image.", "pull-request-publishes");
        enforced("Images MUST carry `org.opencontainers.image.revision`.", "missing-provenance-labels");
        enforced("A sibling or a fork MUST NOT push to the image.", "duplicate-publisher");
        enforced("This repository alone publishes the image; others MUST NOT.", "duplicate-publisher");
        enforced("Every amendment MUST bump the version.", "unbumped-amendment insufficient-bump");
        enforced("The image MUST be rebuilt every Monday at 04:30 UTC.", "unbacked-schedule");
        enforced("Images MUST be based on `quay.io/centos/centos`.", "unbacked-base-image");
        enforced("The unit MUST run the tag that a merge publishes.", "unmerged-tag-run");
        enforced("Containers MUST carry the label `com.acme.team=infra`.", "unbacked-label");
        enforced("`widget.service` MUST be the unit.", "unbacked-unit");
        enforced("Functions MUST be short.", "nothing");
        enforced("The threat model `docs/t.md` MUST be kept current.", "nothing");
        enforced("Functions MUST be short. Reviewed by hand.", "by hand: by hand");
        enforced("Reviewers MUST check the names.", "by hand: reviewers must");
        enforced("## Style (manual review)\n\nNames MUST be whole words.", "by hand: manual review");
        enforced("Releases MUST NOT be done by hand.", "nothing");
        enforced("代码必须经过人工审查。", "by hand: 人工审查");
    }
}
