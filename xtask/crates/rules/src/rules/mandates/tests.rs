//! Which rules look after which sentence.

use super::topics::{AGREE, DATES, PULL_REQUEST, REPORT, RUNS, SOLE, VERSION};
use super::*;
use crate::ran::RanWhat;

/// Names that are wrong would silently say "nothing enforces this".
#[test]
fn exact_names_are_rules() {
    let topics =
        [IMAGE, MERGE, TAG, DISPATCH, SOLE, PROVENANCE, AUTO_UPDATE, RUNS, VERSION, DATES, REPORT, AGREE, PULL_REQUEST];
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
        latest: Some("latest".into()),
        units: vec!["widget.service".into()],
        runs: vec![
            Ran { what: RanWhat::Command, text: "ruff check .".into(), place: ".github/workflows/ci.yml:9".into() },
            Ran { what: RanWhat::Command, text: "tox -e py312".into(), place: ".github/workflows/ci.yml:10".into() },
            Ran { what: RanWhat::Hook, text: "ruff-format".into(), place: ".pre-commit-config.yaml:6".into() },
            Ran { what: RanWhat::Hook, text: "no-prints".into(), place: ".pre-commit-config.yaml:9".into() },
            Ran { what: RanWhat::Manager, text: "pre-commit".into(), place: ".pre-commit-config.yaml".into() },
        ],
    };
    enforced_of("Every push to `main` MUST publish the image.", &subject, "unpublished-merge");
    enforced_of("Every push to `develop` MUST publish the image.", &subject, "unbacked-trigger");
    enforced_of("Every `release-*` tag MUST publish the image.", &subject, "nothing");
    enforced_of("No other repository may push to `quay.io/acme/widget`.", &subject, "duplicate-publisher");
    enforced_of("No other repository may push to `quay.io/acme/helper`.", &subject, "nothing");
    enforced_of("The image MUST NOT be pinned by digest in the unit.", &subject, "digest-pinned-image");
    enforced_of("Base images MUST NOT be pinned by digest.", &subject, "nothing");
    enforced_of("Actions MUST NOT be pinned by digest.", &subject, "nothing");
    let labelled = |unit: &str| format!("The unit `{unit}` MUST carry the label `io.containers.autoupdate=registry`.");
    enforced_of(&labelled("deploy/widget.service"), &subject, "missing-autoupdate-label");
    let other = labelled("deploy/other.service");
    let found = read(&other, &Markdown::read(&other), &subject);
    let Enforcement::Rules(rules) = &found[0].enforcement else { panic!("{other}") };
    assert_eq!(rules.iter().map(|rule| rule.name).collect::<Vec<_>>(), ["unbacked-unit"]);
    let found = read(
        "The image MUST be published to `quay.io/acme/gadget` on every merge.",
        &Markdown::read("The image MUST be published to `quay.io/acme/gadget` on every merge."),
        &subject,
    );
    let Enforcement::Rules(rules) = &found[0].enforcement else { panic!("{found:?}") };
    assert!(rules.iter().all(|rule| rule.name != "unpublished-image"), "{rules:?}");
    enforced_of("The host MUST run the tag `:latest`.", &subject, "unmerged-tag-run");
    enforced_of("The host MUST run the tag `:nightly`.", &subject, "nothing");
    enforced_of("`widget.service` MUST be auto-updated on the host.", &subject, "missing-autoupdate-label");
    enforced_of("`gadget.service` MUST be auto-updated on the host.", &subject, "unbacked-unit");
    enforced_of("Code MUST pass `ruff check`.", &subject, "repository: `ruff check` in .github/workflows/ci.yml:9");
    enforced_of("Code MUST be linted with ruff.", &subject, "repository: `ruff` in .github/workflows/ci.yml:9");
    for formatted in ["Code MUST be formatted with ruff format.", "O código deve passar no `ruff-format`."] {
        enforced_of(formatted, &subject, "repository: `ruff-format` in .pre-commit-config.yaml:6");
    }
    enforced_of("코드는 ruff를 통과해야 한다.", &subject, "repository: `ruff` in .github/workflows/ci.yml:9");
    enforced_of("代码必须通过ruff检查。", &subject, "repository: `ruff` in .github/workflows/ci.yml:9");
    enforced_of("Tests MUST pass under `tox`.", &subject, "repository: `tox` in .github/workflows/ci.yml:10");
    enforced_of(
        "Commits MUST pass the `no-prints` hook.",
        &subject,
        "repository: `no-prints` in .pre-commit-config.yaml:9",
    );
    enforced_of("Code MUST pass ruff test.", &subject, "nothing");
    enforced_of("Code MUST be linted with mypy.", &subject, "nothing");
    enforced_of("All commits MUST pass pre-commit.", &subject, "repository: `pre-commit` in .pre-commit-config.yaml");
    enforced_of("所有提交必须通过 pre-commit。", &subject, "repository: `pre-commit` in .pre-commit-config.yaml");
}

#[test]
fn what_is_no_mandate() {
    for text in [
        "Comments are encouraged but not mandatory.",
        "Names stay, unless a review is required.",
        "No approval is required for a typing error.",
        "Users who must log in twice complain.",
        "The users who have to wait go home.",
        "Los usuarios que deben entrar dos veces se quejan.",
    ] {
        assert_eq!(read(text, &Markdown::read(text), &Subject::default()), [], "{text}");
    }
}

#[test]
fn what_describes_no_subject_binds() {
    for text in [
        "Maintainers, who must sign every release, hold the keys.",
        "Whoever merges must watch the build.",
        "Checks that must pass:\n\n- lint\n",
        "It is the maintainer who must sign the release.",
        "Ce sont les mainteneurs qui doivent signer.",
    ] {
        assert_ne!(read(text, &Markdown::read(text), &Subject::default()), [], "{text}");
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
