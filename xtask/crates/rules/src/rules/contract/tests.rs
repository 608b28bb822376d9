//! Contracts in their documents, for the tests of this family, and what concerns no single
//! rule.

use super::*;
use prodproof_syntax::finding::apply;
use prodproof_syntax::snapshot::{Facts, Snapshot};
use prodproof_syntax::span::LineIndex;

pub(super) const PATH: &str = ".specify/memory/constitution.md";

pub(super) fn facts() -> Facts {
    let today = time::Date::from_calendar_date(2027, time::Month::January, 31).expect("a day");
    Facts::unknown("widget", today)
}

pub(super) fn run(text: &str) -> Vec<Finding> {
    let repo = Repo::new(Snapshot::of(&[(PATH, text)], facts()));
    let mut acc = Vec::new();
    check(&repo, &mut acc);
    acc
}

pub(super) fn shown(text: &str, findings: &[Finding]) -> Vec<String> {
    let index = LineIndex::new(text);
    let of = |finding: &Finding| {
        let (line, column) = index.line_col(text, finding.primary.span.start);
        format!("{} {line}:{column} {}", finding.rule.code, finding.message)
    };
    findings.iter().map(of).collect()
}

#[track_caller]
pub(super) fn good(text: &str) {
    assert_eq!(shown(text, &run(text)), [""; 0], "{text}");
}

#[track_caller]
pub(super) fn bad(text: &str, expected: &[&str]) {
    assert_eq!(shown(text, &run(text)), expected, "{text}");
}

/// The first finding's fix gives `after`, and then nothing is left.
#[track_caller]
pub(super) fn fixed(text: &str, after: &str) {
    let fix = run(text)[0].fix.clone().expect("a fix");
    assert_eq!(apply(text, &fix.edits).unwrap(), after);
    good(after);
}

pub(super) fn document(prose: &str, toml: &str) -> String {
    format!("# C\n\n{prose}\n\n```toml contract\n{toml}```\n")
}

pub(super) const IMAGE: &str = "[image]\nname = \"quay.io/acme/widget\"\n";

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
