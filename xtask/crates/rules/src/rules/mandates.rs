//! The mandates of a constitution with what enforces them: which rules look after what a
//! sentence talks about, a curated list, by what it claims
//! and by its words. A rule stands here only where it really finds the breach.

use crate::repo::Repo;
use crate::rules;
use prodproof_constitution::claims::{Effect, Trigger, What};
use prodproof_constitution::lexicon::Force;
use prodproof_constitution::mandates::{self, Enforcement, Mandate};
use prodproof_constitution::sentences::Sentence;
use prodproof_syntax::finding::Rule;
use prodproof_syntax::markdown::Markdown;

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
    "suppressed-latest",
    "number-as-branch",
    "foreign-repository-guard",
    "push-not-boolean",
    "unpushed-build",
    "unpublished-image",
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

/// Whether a topic's rules look after what is demanded, or after what is forbidden.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Asks {
    Duty,
    Prohibition,
    Either,
}

/// Topics by words: all groups must have a word in the sentence.
const TOPICS: &[(Asks, &[&[&str]], Names)] = &[
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

/// What the repository is known to be about: a rule looks at this image, this branch and
/// these tags alone. What is empty may be any.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// With registry and namespace: those of all promised deliveries, and their mirrors.
    pub images: Vec<String>,
    pub branch: Option<String>,
    /// The pattern of release tags.
    pub tags: Option<String>,
    /// What workflows and hooks run, a line each, with the place: `.github/workflows/ci.yml:12`.
    pub runs: Vec<(String, String)>,
}

impl Subject {
    pub fn of(repo: &Repo) -> Self {
        let mut images: Vec<String> =
            repo.promises().into_iter().flat_map(|one| one.names()).map(|fact| fact.value.clone()).collect();
        let stated = repo.contract.images();
        for name in stated.iter().flat_map(|image| image.names()) {
            if !images.contains(&name.value) {
                images.push(name.value.clone());
            }
        }
        let known = |path: &str| {
            repo.snapshot.is_workflow(path) || matches!(path, ".pre-commit-config.yaml" | ".pre-commit-config.yml")
        };
        let mut runs = Vec::new();
        for (path, text) in repo.snapshot.texts(known) {
            for (number, line) in text.lines().enumerate() {
                let line = line.trim();
                if !line.is_empty() && !line.starts_with('#') {
                    runs.push((line.to_string(), format!("{path}:{}", number + 1)));
                }
            }
        }
        Self {
            images,
            branch: Some(repo.promise.branch.value.clone()),
            tags: Some(repo.promise.tags.value.clone()),
            runs,
        }
    }

    fn has_image(&self, name: &str) -> bool {
        let alike = |known: &String| known == name || known.ends_with(&format!("/{name}"));
        self.images.is_empty() || self.images.iter().any(alike)
    }
}

/// Every binding sentence of the constitution, in order; see [`mandates::read`].
pub fn read(source: &str, markdown: &Markdown, subject: &Subject) -> Vec<Mandate> {
    mandates::read(source, markdown, &|sentence, claims| enforcing(sentence, claims, subject))
}

/// What enforces a sentence; its rules in order of their codes.
fn enforcing(sentence: &Sentence, claims: &[&What], subject: &Subject) -> Enforcement {
    let against =
        |what: &&&What| matches!(what, What::Against(_) | What::Trigger { effect: Effect::Never | Effect::Only, .. });
    if let (Some(_), Some(rule)) = (claims.iter().find(against), rules::find("claim-against-mandate")) {
        return Enforcement::Against(rule);
    }
    let mut names: Vec<&str> = Vec::new();
    // A sentence about another image, branch or kind of tag is no rule's.
    let foreign = claims.iter().any(|what| match what {
        What::Image { image, .. } => !subject.has_image(&image.name),
        What::Trigger { trigger, .. } => is_foreign(trigger, subject),
        _ => false,
    });
    for what in claims {
        // When another image is published no rule looks at.
        let of_another = foreign && matches!(what, What::Trigger { trigger, .. } if !is_foreign(trigger, subject));
        if !of_another {
            names.extend(by_claim(what, subject));
        }
    }
    let own = if sentence.reading.binds() { sentence.reading.force() } else { sentence.lead_reading.force() };
    let text = format!("{} {}", sentence.lead, sentence.lower);
    for (asks, groups, topic) in TOPICS.iter().filter(|_| !foreign) {
        let right = match asks {
            Asks::Either => true,
            Asks::Duty => own == Force::Duty,
            Asks::Prohibition => own == Force::Prohibition,
        };
        if right && groups.iter().all(|words| words.iter().any(|word| text.contains(word))) {
            names.extend(*topic);
        }
    }
    let mut found: Vec<&'static Rule> = rules::all().filter(|rule| names.contains(&rule.name)).collect();
    found.sort_by_key(|rule| rule.code);
    found.dedup();
    if !found.is_empty() {
        return Enforcement::Rules(found);
    }
    itself(sentence, subject).map_or(Enforcement::Nothing, Enforcement::Repository)
}

/// Tools that people name in a sentence and run under the same name.
const TOOLS: [&str; 30] = [
    "actionlint",
    "bandit",
    "black",
    "cargo-deny",
    "clippy",
    "codespell",
    "commitlint",
    "eslint",
    "gitleaks",
    "golangci-lint",
    "gourmand",
    "hadolint",
    "isort",
    "markdownlint",
    "mypy",
    "osv-scanner",
    "pip-audit",
    "pre-commit",
    "prettier",
    "pylint",
    "pyright",
    "pytest",
    "ruff",
    "rustfmt",
    "semgrep",
    "shellcheck",
    "trivy",
    "trufflehog",
    "yamllint",
    "zizmor",
];

/// What the repository runs that a sentence names: a command in backticks, or a tool.
fn itself(sentence: &Sentence, subject: &Subject) -> Option<String> {
    let holds = |line: &str, name: &str| {
        line.match_indices(name).any(|(at, _)| {
            let edge = |c: Option<char>| !c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '-' | '_'));
            edge(line[..at].chars().next_back()) && edge(line[at + name.len()..].chars().next())
        })
    };
    let commands = sentence.codes().filter_map(|range| sentence.text.get(range)).map(str::trim).filter(|code| {
        let program = code.split_whitespace().next().unwrap_or_default();
        code.contains(' ') && program.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) && code.len() > 3
    });
    let tools = TOOLS.iter().copied().filter(|tool| holds(&sentence.lower, tool));
    commands.chain(tools).find_map(|name| {
        let (_, place) = subject.runs.iter().find(|(line, _)| holds(line, name))?;
        Some(format!("`{name}` in {place}"))
    })
}

fn is_foreign(trigger: &Trigger, subject: &Subject) -> bool {
    match trigger {
        Trigger::Push(Some(branch)) => subject.branch.as_ref().is_some_and(|own| own != branch),
        Trigger::Tag(Some(pattern)) => subject.tags.as_ref().is_some_and(|own| own != pattern),
        _ => false,
    }
}

fn by_claim(what: &What, subject: &Subject) -> &'static [&'static str] {
    match what {
        What::Image { image, .. } if !subject.has_image(&image.name) => &["contradicted-contract", "unbacked-image"],
        What::Image { .. } => IMAGE,
        What::Base(_) => &["unbacked-base-image"],
        What::Schedule(_) => &["unbacked-schedule"],
        What::Tag(_) => &["unbacked-tag"],
        // That a workflow exists does not make it do what is asked of it.
        What::Workflow(_) => &[],
        What::Check(_) => &["unbacked-check"],
        What::Unit(_) | What::TheUnit(_) => &["unbacked-unit"],
        // That the file exists does not keep it current.
        What::File(_) => &[],
        What::Label { key, .. } if key == "PODMAN_SYSTEMD_UNIT" || key.starts_with("io.containers.auto") => AUTO_UPDATE,
        What::Label { key, .. } if key.starts_with("org.opencontainers.image.") => PROVENANCE,
        What::Label { .. } => &["unbacked-label"],
        What::Trigger { trigger, effect: Effect::Publishes } => match trigger {
            Trigger::Push(Some(_)) if is_foreign(trigger, subject) => &["unbacked-trigger"],
            Trigger::Tag(Some(_)) if is_foreign(trigger, subject) => &[],
            Trigger::Push(_) => MERGE,
            Trigger::Tag(_) => TAG,
            Trigger::Dispatch => DISPATCH,
            Trigger::Release => &["unbacked-trigger"],
            Trigger::PullRequest => &[],
        },
        What::Branch(_) | What::Port(_) | What::Platform(_) => &[],
        // The opposite of a mandate is not enforced but reported.
        What::Against(_) | What::Trigger { .. } => &["claim-against-mandate"],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

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
        enforced_of(text, &Subject::default(), expected);
    }

    #[track_caller]
    fn enforced_of(text: &str, subject: &Subject, expected: &str) {
        let found = read(text, &Markdown::read(text), subject);
        let mandate = found.first().expect("a mandate");
        let shown = match &mandate.enforcement {
            Enforcement::Rules(rules) => rules.iter().map(|rule| rule.name).collect::<Vec<_>>().join(" "),
            Enforcement::Repository(what) => format!("repository: {what}"),
            Enforcement::ByHand(words) => format!("by hand: {words}"),
            Enforcement::Against(rule) => format!("against: {}", rule.name),
            Enforcement::Nothing => "nothing".to_string(),
        };
        // Further rules may come; these must be among them.
        let all = expected.split(' ').all(|name| shown.split(' ').any(|own| own == name)) || shown == expected;
        assert!(all, "{text}\n  found {shown}\n  wanted {expected}");
        if ["nothing", "by hand", "repository", "against"].iter().any(|word| expected.starts_with(word)) {
            assert_eq!(shown, expected, "{text}");
        }
    }

    /// The sentences of the incident, and their opposites.
    #[test]
    fn the_incident() {
        enforced(
            "Builds MUST trigger on BOTH push:main and push:tags:v*.",
            "tag-only-trigger unpublished-merge unpublished-release",
        );
        enforced("Image tags MUST be unique to one repository.", "duplicate-publisher");
        enforced("No other repository may publish to the same tag.", "duplicate-publisher");
        enforced("Units MUST NOT be auto-updated.", "against: claim-against-mandate");
        enforced("The host MUST NOT use podman auto-update.", "against: claim-against-mandate");
        enforced("Images MUST be built on version tags only.", "against: claim-against-mandate");
        enforced("Pushes to `main` MUST NOT publish the image.", "against: claim-against-mandate");
    }

    #[test]
    fn a_rule_looks_at_this_image_and_branch_alone() {
        let subject = Subject {
            images: vec!["quay.io/acme/widget".into()],
            branch: Some("main".into()),
            tags: Some("v*".into()),
            runs: vec![("run: ruff check .".into(), ".github/workflows/ci.yml:9".into())],
        };
        enforced_of("Every push to `main` MUST publish the image.", &subject, "unpublished-merge");
        enforced_of("Every push to `develop` MUST publish the image.", &subject, "unbacked-trigger");
        enforced_of("Every `release-*` tag MUST publish the image.", &subject, "nothing");
        let found = read(
            "The image MUST be published to `quay.io/acme/gadget` on every merge.",
            &Markdown::read("The image MUST be published to `quay.io/acme/gadget` on every merge."),
            &subject,
        );
        let Enforcement::Rules(rules) = &found[0].enforcement else { panic!("{found:?}") };
        assert!(rules.iter().all(|rule| rule.name != "unpublished-image"), "{rules:?}");
        enforced_of("Code MUST pass `ruff check`.", &subject, "repository: `ruff check` in .github/workflows/ci.yml:9");
        enforced_of("Code MUST be linted with ruff.", &subject, "repository: `ruff` in .github/workflows/ci.yml:9");
        enforced_of("Code MUST be linted with mypy.", &subject, "nothing");
    }

    #[test]
    fn what_is_no_mandate() {
        for text in [
            "Comments are encouraged but not mandatory.",
            "Names stay, unless a review is required.",
            "No approval is required for a typing error.",
        ] {
            assert_eq!(read(text, &Markdown::read(text), &Subject::default()), [], "{text}");
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
