//! The constitution family, second half: the contract block, and the parent that a
//! constitution inherits from.

mod broken_contract;
mod contradicted_contract;
mod lagging_inheritance;
mod missing_contract;
mod placeholder_image;
mod senseless_pattern;
mod unknown_parent_version;
mod unversioned_inheritance;

pub use broken_contract::BROKEN_CONTRACT;
pub use contradicted_contract::CONTRADICTED_CONTRACT;
pub use lagging_inheritance::LAGGING_INHERITANCE;
pub use missing_contract::MISSING_CONTRACT;
pub use placeholder_image::PLACEHOLDER_IMAGE;
pub use senseless_pattern::SENSELESS_PATTERN;
pub use unknown_parent_version::UNKNOWN_PARENT_VERSION;
pub use unversioned_inheritance::UNVERSIONED_INHERITANCE;

use semver::Version;

use crate::repo::Repo;
use prodproof_constitution::inherits::{self, Standing};
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{Finding, Place, Rule};

/// The rows, in the order in which they are listed.
pub static RULES: &[&Rule] = &[
    &BROKEN_CONTRACT,
    &CONTRADICTED_CONTRACT,
    &MISSING_CONTRACT,
    &SENSELESS_PATTERN,
    &UNVERSIONED_INHERITANCE,
    &UNKNOWN_PARENT_VERSION,
    &LAGGING_INHERITANCE,
    &PLACEHOLDER_IMAGE,
];

pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    placeholder_image::check(repo, acc);
    let Some(constitution) = &repo.constitution else { return };
    broken_contract::check(constitution, acc);
    senseless_pattern::check(constitution, acc);
    contradicted_contract::check(constitution, acc);
    missing_contract::check(repo, constitution, acc);
    unversioned_inheritance::check(constitution, acc);
}

/// The parent's constitution, as its checkout tells it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Parent {
    /// `owner/name`, if known: tells which of several parents it is.
    pub repository: Option<String>,
    /// Every version that it had in any commit, in any order.
    pub versions: Vec<Version>,
    pub head: Version,
}

/// Findings about the inherited version, given the parent (`--parent DIR`).
pub fn inheritance(constitution: &Constitution, parent: &Parent, acc: &mut Vec<Finding>) {
    let lines = inherits::read(&constitution.text, &constitution.document.markdown);
    let is_it = |line: &inherits::Inherits| {
        let Some(repository) = &parent.repository else { return false };
        let repository = repository.to_lowercase();
        let link = line.link.as_deref().unwrap_or_default().to_lowercase();
        line.name.to_lowercase() == repository || link.trim_end_matches(".git").ends_with(&format!("/{repository}"))
    };
    let one = lines.len() == 1;
    for line in lines.iter().filter(|line| one || is_it(line)) {
        let Some(version) = &line.version else { continue };
        let place = Place::new(&constitution.path, version.span);
        match inherits::judge(&version.value, line.exact, &parent.versions, &parent.head) {
            Standing::Current | Standing::Untold => {}
            Standing::Unknown { nearest } => {
                acc.push(unknown_parent_version::found(place, line, &version.value, nearest.as_ref(), &parent.head));
            }
            Standing::Lags { head } => {
                acc.push(lagging_inheritance::found(constitution, line, version, &head));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use prodproof_constitution::contract;
    use prodproof_syntax::finding::apply;
    use prodproof_syntax::snapshot::{Facts, Snapshot};
    use prodproof_syntax::span::LineIndex;

    const PATH: &str = ".specify/memory/constitution.md";

    fn facts() -> Facts {
        let today = time::Date::from_calendar_date(2027, time::Month::January, 31).expect("a day");
        Facts::unknown("widget", today)
    }

    fn run(text: &str) -> Vec<Finding> {
        let repo = Repo::new(Snapshot::of(&[(PATH, text)], facts()));
        let mut acc = Vec::new();
        check(&repo, &mut acc);
        acc
    }

    fn shown(text: &str, findings: &[Finding]) -> Vec<String> {
        let index = LineIndex::new(text);
        let of = |finding: &Finding| {
            let (line, column) = index.line_col(text, finding.primary.span.start);
            format!("{} {line}:{column} {}", finding.rule.code, finding.message)
        };
        findings.iter().map(of).collect()
    }

    #[track_caller]
    fn good(text: &str) {
        assert_eq!(shown(text, &run(text)), [""; 0], "{text}");
    }

    #[track_caller]
    fn bad(text: &str, expected: &[&str]) {
        assert_eq!(shown(text, &run(text)), expected, "{text}");
    }

    /// The first finding's fix gives `after`, and then nothing is left.
    #[track_caller]
    fn fixed(text: &str, after: &str) {
        let fix = run(text)[0].fix.clone().expect("a fix");
        assert_eq!(apply(text, &fix.edits).unwrap(), after);
        good(after);
    }

    fn document(prose: &str, toml: &str) -> String {
        format!("# C\n\n{prose}\n\n```toml contract\n{toml}```\n")
    }

    const IMAGE: &str = "[image]\nname = \"quay.io/acme/widget\"\n";

    #[test]
    fn a_contract_that_agrees_with_its_prose() {
        let all = format!("{IMAGE}[build]\nbranch = \"main\"\ntags = \"v*\"\n[deploy]\nunit = \"deploy/widget.service\"\nautoupdate = \"registry\"\n");
        good(&document("Words.", &all));
        good(&document(
            "The image is published to `quay.io/acme/widget:latest` on every push to `main` and `v*` tags. \
             The unit `widget.service` MUST carry `io.containers.autoupdate=registry`.",
            &all,
        ));
        good(&document("Images are never published to `docker.io/acme/widget`.", &all));
        good(&document("The unit `deploy/widget.service` is started by `deploy/widget.timer`.", &all));
    }

    #[test]
    fn problems_are_findings() {
        bad(&document("", "[imgae]\n"), &["C100 6:2 `imgae` is not a table of the contract"]);
    }

    #[test]
    fn prose_that_states_another_image() {
        let text =
            document("The image MUST be published to `ghcr.io/acme/widget:latest`, see ghcr.io/acme/widget.", IMAGE);
        bad(&text, &["C101 3:33 the prose states the image `ghcr.io/acme/widget`, the contract `quay.io/acme/widget`"]);
        fixed(&text, &text.replace("ghcr.io", "quay.io"));
        let both = "The image is published to `quay.io/acme/widget` and `docker.io/acme/widget`.";
        bad(
            &document(both, IMAGE),
            &["C101 3:54 the prose states the image `docker.io/acme/widget`, the contract `quay.io/acme/widget`"],
        );
        good(&document(
            "The image is published to `quay.io/acme/widget`; the helper image to `quay.io/acme/helper`.",
            IMAGE,
        ));
    }

    #[test]
    fn prose_that_states_another_branch_tag_unit_or_policy() {
        let build = "[build]\nbranch = \"main\"\ntags = \"v*\"\n";
        let text = document("Every push to `master` MUST rebuild the image.", build);
        bad(&text, &["C101 3:7 the prose states the branch `master`, the contract `main`"]);
        fixed(&text, &text.replace("master", "main"));
        let text = document("Images are published on pushes to `main` and on `release-*` tags.", build);
        bad(&text, &["C101 3:50 the prose states the tag pattern `release-*`, the contract `v*`"]);
        let deploy = "[deploy]\nunit = \"deploy/widget.container\"\nautoupdate = \"local\"\n";
        good(&document("The unit on the host is `widget.service`.", deploy));
        let text = document("The unit is `units/widget.container`.", deploy);
        bad(
            &text,
            &["C101 3:14 the prose states the unit `units/widget.container`, the contract `deploy/widget.container`"],
        );
        fixed(&text, &text.replace("units/", "deploy/"));
        let text = document("The unit carries `io.containers.autoupdate=registry`.", deploy);
        bad(&text, &["C101 3:19 the prose states the auto-update policy `registry`, the contract `local`"]);
        fixed(&text, &text.replace("=registry", "=local"));
    }

    #[test]
    fn no_block_is_told_and_inserted() {
        let text = "# C\n\n## Release\n\nThe image is `quay.io/acme/widget`.\n\n## Governance\n\nWords.\n";
        bad(text, &["C102 1:1 the constitution has no contract block"]);
        assert!(run(text)[0].fix.is_none(), "no image is known");
        let unit = "[Service]\nExecStart=/usr/bin/podman run --name w quay.io/acme/widget:latest\n";
        let repo = Repo::new(Snapshot::of(&[(PATH, text), ("deploy/widget.service", unit)], facts()));
        let mut acc = Vec::new();
        check(&repo, &mut acc);
        // Without a model of units nothing is inferred from them.
        if let Some(fix) = &acc[0].fix {
            let after = apply(text, &fix.edits).unwrap();
            let read = contract::read(&after);
            assert_eq!(read.image.map(|image| image.value).as_deref(), Some("quay.io/acme/widget"));
            assert!(!fix.safe && after.ends_with("\n## Governance\n\nWords.\n"), "{after}");
        }
    }

    #[test]
    fn patterns_that_match_nothing() {
        for branch in ["refs/heads/main", "origin/main"] {
            let text = document("", &format!("[build]\nbranch = \"{branch}\"\n"));
            assert_eq!(run(&text).len(), 1, "{branch}");
            fixed(&text, &text.replace(branch, "main"));
        }
        for branch in ["ma in", "release/*", "a..b", "-x", "x.lock", "a//b", "@"] {
            assert_eq!(run(&document("", &format!("[build]\nbranch = \"{branch}\"\n"))).len(), 1, "{branch}");
        }
        for branch in ["main", "release/2.0", "trunk", "主"] {
            good(&document("", &format!("[build]\nbranch = \"{branch}\"\n")));
        }
        for tags in ["^v.*$", "v\\\\d+", "v.*", "v1.2.3", "(a|b)", "!v*", "v *"] {
            assert_eq!(run(&document("", &format!("[build]\ntags = \"{tags}\"\n"))).len(), 1, "{tags}");
        }
        for tags in ["v*", "v[0-9]+.[0-9]+.[0-9]+", "release-*", "v*.*.*", "*", "[0-9]*", "v?.?"] {
            good(&document("", &format!("[build]\ntags = \"{tags}\"\n")));
        }
        let text = document("", "[build]\ntags = 'refs/tags/v*'\n");
        fixed(&text, &text.replace("refs/tags/", ""));
    }

    #[test]
    fn inheritance_against_the_parent() {
        let judged = |line: &str, repository: Option<&str>| {
            let text = document(line, IMAGE);
            let repo = Repo::new(Snapshot::of(&[(PATH, &text)], facts()));
            let version = |text: &str| Version::parse(text).expect("a version");
            let parent = Parent {
                repository: repository.map(str::to_string),
                versions: ["1.0.0", "1.1.0", "1.2.0", "1.3.0"].map(version).to_vec(),
                head: version("1.3.0"),
            };
            let mut acc = Vec::new();
            inheritance(repo.constitution.as_ref().expect("a constitution"), &parent, &mut acc);
            if let Some(fix) = acc.first().and_then(|finding| finding.fix.as_ref()) {
                assert!(apply(&text, &fix.edits).unwrap().contains("v1.3"), "{fix:?}");
            }
            shown(&text, &acc)
        };
        assert_eq!(judged("Inherits: [acme/constitution](u) v1.2.0", None), [""; 0]);
        assert_eq!(
            judged("Inherits: [acme/constitution](u) v1.1.0", None),
            ["C112 3:34 version 1.1.0 of `acme/constitution` is inherited, which is at 1.3.0"]
        );
        assert_eq!(
            judged("Inherits: [acme/constitution](u) v1.0", None),
            ["C112 3:34 version 1.0.0 of `acme/constitution` is inherited, which is at 1.3.0"]
        );
        assert_eq!(
            judged("Inherits: [acme/constitution](u) v1.2.5", None),
            ["C111 3:34 `acme/constitution` never had the version 1.2.5"]
        );
        let two =
            "- Inherits: [acme/constitution](u) v9.0.0\n- Inherits: [other/rules](https://x.y/other/rules.git) v9.0.0";
        assert_eq!(judged(two, Some("Other/rules")), ["C111 4:56 `other/rules` never had the version 9.0.0"]);
        assert_eq!(judged(two, None), [""; 0], "which of the two is not known");
        bad(
            &document("Inherits: [acme/constitution](u)", IMAGE),
            &["C110 3:1 `acme/constitution` is inherited without a version"],
        );
    }
}
