//! The constitution family, second half: the contract block, and the parent that a
//! constitution inherits from.

mod broken_contract;
mod contradicted_contract;
mod lagging_inheritance;
mod missing_contract;
mod senseless_pattern;
mod unknown_parent_version;
mod unversioned_inheritance;

pub use broken_contract::BROKEN_CONTRACT;
pub use contradicted_contract::CONTRADICTED_CONTRACT;
pub use lagging_inheritance::LAGGING_INHERITANCE;
pub use missing_contract::MISSING_CONTRACT;
pub use senseless_pattern::SENSELESS_PATTERN;
pub use unknown_parent_version::UNKNOWN_PARENT_VERSION;
pub use unversioned_inheritance::UNVERSIONED_INHERITANCE;

use semver::Version;

use crate::answer::Answer;
use crate::constitution::claims::{Claim, Effect, Image, Trigger, What};
use crate::constitution::contract::{self, Contract};
use crate::constitution::inherits::{self, Standing};
use crate::constitution::Constitution;
use crate::finding::{apply, Edit, Finding, Place, Rule};
use crate::reference::Reference;
use crate::repo::Repo;
use crate::span::Spanned;

/// The rows, in the order in which they are listed.
pub static RULES: &[&Rule] = &[
    &BROKEN_CONTRACT,
    &CONTRADICTED_CONTRACT,
    &MISSING_CONTRACT,
    &SENSELESS_PATTERN,
    &UNVERSIONED_INHERITANCE,
    &UNKNOWN_PARENT_VERSION,
    &LAGGING_INHERITANCE,
];

pub fn check(repo: &Repo, acc: &mut Vec<Finding>) {
    let Some(constitution) = &repo.constitution else { return };
    broken(constitution, acc);
    senseless(constitution, acc);
    contradicted(constitution, acc);
    missing(repo, constitution, acc);
    unversioned(constitution, acc);
}

fn broken(constitution: &Constitution, acc: &mut Vec<Finding>) {
    for problem in &constitution.contract.problems {
        let place = Place::new(&constitution.path, problem.span);
        acc.push(BROKEN_CONTRACT.at(place, &problem.message).help(&problem.help));
    }
}

fn senseless(constitution: &Constitution, acc: &mut Vec<Finding>) {
    let Contract { branch, tags, .. } = &constitution.contract;
    let mut report = |key: &str, value: &Spanned<String>, why: Option<(String, Option<&str>)>| {
        let Some((why, better)) = why else { return };
        let place = Place::new(&constitution.path, value.span);
        let mut finding = SENSELESS_PATTERN.at(place, format!("`build.{key}` is `{}`: {why}", value.value));
        if let Some(better) = better {
            let edits = contract::set(&constitution.path, &constitution.text, &format!("build.{key}"), better);
            if !edits.is_empty() {
                finding = finding.fix(format!("write `{better}`"), true, edits);
            }
        }
        acc.push(finding.help(match better {
            Some(better) => format!("write `{better}`"),
            None => {
                format!("write the {key} as GitHub's filters do, like `{}`", if key == "tags" { "v*" } else { "main" })
            }
        }));
    };
    if let Some(branch) = branch {
        report("branch", branch, branch_fault(&branch.value));
    }
    if let Some(tags) = tags {
        report("tags", tags, tags_fault(&tags.value));
    }
}

/// Why no branch has this name, and what is meant if that is sure.
fn branch_fault(branch: &str) -> Option<(String, Option<&str>)> {
    for prefix in ["refs/heads/", "refs/remotes/origin/", "origin/"] {
        if let Some(rest) = branch.strip_prefix(prefix) {
            return Some((
                format!("a branch is named without `{prefix}`"),
                Some(rest).filter(|rest| ref_fault(rest).is_none()),
            ));
        }
    }
    ref_fault(branch).map(|why| (why, None))
}

/// `man git-check-ref-format`, in short.
fn ref_fault(name: &str) -> Option<String> {
    if let Some(sign) = name.chars().find(|c| c.is_whitespace() || c.is_control() || "~^:?*[\\".contains(*c)) {
        return Some(format!("no branch has `{}` in its name", sign.escape_default()));
    }
    let component = |part: &str| part.is_empty() || part.starts_with('.') || part.ends_with(".lock");
    (name.contains("..")
        || name.contains("@{")
        || name.ends_with('.')
        || name == "@"
        || name.starts_with('-')
        || name.split('/').any(component))
    .then(|| "git allows no such branch".to_string())
}

/// Why the pattern matches no tag, or just one, and what is meant if that is sure.
fn tags_fault(tags: &str) -> Option<(String, Option<&str>)> {
    if let Some(rest) = tags.strip_prefix("refs/tags/") {
        return Some((
            "a filter is written without `refs/tags/`".into(),
            Some(rest).filter(|rest| tags_fault(rest).is_none()),
        ));
    }
    if tags.starts_with('^') || tags.ends_with('$') || tags.contains(['\\', '(', '|']) {
        return Some(("this is a regular expression, and GitHub's filters are none".into(), None));
    }
    // In GitHub's filters `.` is a dot; `.*` would want one behind the `v`.
    if tags.contains(".*") && !tags.contains(|c: char| c.is_ascii_digit() || c == '[') && tags.matches('.').count() == 1
    {
        return Some(("GitHub's filters take `.` for a dot".into(), None));
    }
    if tags.starts_with('!') {
        return Some(("a lone negation matches nothing".into(), None));
    }
    if let Some(sign) = tags.chars().find(|c| c.is_whitespace() || c.is_control() || "~:".contains(*c)) {
        return Some((format!("no tag has `{}` in its name", sign.escape_default()), None));
    }
    if !tags.contains(['*', '?', '[', '+']) {
        return Some(("it has no wildcard, so it matches one tag for ever".into(), None));
    }
    None
}

/// The prose against the block: one finding for a value and a fact, at its first place.
fn contradicted(constitution: &Constitution, acc: &mut Vec<Finding>) {
    let contract = &constitution.contract;
    if contract.block.is_none() {
        return;
    }
    let claims = constitution.claims();
    image_contradicted(constitution, claims, acc);
    let branches = claims.iter().filter_map(|claim| match &claim.what {
        What::Trigger { trigger: Trigger::Push(Some(branch)), effect: Effect::Publishes } => {
            Some((claim, branch.as_str()))
        }
        _ => None,
    });
    value_contradicted(constitution, "branch", contract.branch.as_ref(), branches.collect(), |a, b| a == b, acc);
    let tags = claims.iter().filter_map(|claim| match &claim.what {
        What::Trigger { trigger: Trigger::Tag(Some(tags)), .. } => Some((claim, tags.as_str())),
        _ => None,
    });
    value_contradicted(constitution, "tag pattern", contract.tags.as_ref(), tags.collect(), |a, b| a == b, acc);
    let units = claims.iter().filter_map(|claim| match &claim.what {
        // A timer or a socket accompanies the unit.
        What::Unit(path) if !path.ends_with(".timer") && !path.ends_with(".socket") => Some((claim, path.as_str())),
        _ => None,
    });
    value_contradicted(constitution, "unit", contract.unit.as_ref(), units.collect(), same_unit, acc);
    let policies = claims.iter().filter_map(|claim| match &claim.what {
        What::Label { key, value: Some(value) } if key == "io.containers.autoupdate" => Some((claim, value.as_str())),
        _ => None,
    });
    value_contradicted(
        constitution,
        "auto-update policy",
        contract.autoupdate.as_ref(),
        policies.collect(),
        |a, b| a == b,
        acc,
    );
}

/// A path and the name of the unit that it becomes on the host.
fn same_unit(prose: &str, contract: &str) -> bool {
    let stem = |path: &str| {
        let name = path.rsplit('/').next().unwrap_or(path).to_string();
        name.rsplit_once('.').map_or(name.clone(), |(stem, _)| stem.trim_end_matches('@').to_string())
    };
    // Prose without a folder names what runs on the host: a Quadlet's service.
    if prose.contains('/') && contract.contains('/') {
        prose == contract
    } else {
        stem(prose) == stem(contract)
    }
}

/// Where no claim agrees with the contract and at least one differs. A document that
/// names several values, the contract's among them, explains itself.
fn value_contradicted(
    constitution: &Constitution,
    name: &str,
    stated: Option<&Spanned<String>>,
    claims: Vec<(&Claim, &str)>,
    same: fn(&str, &str) -> bool,
    acc: &mut Vec<Finding>,
) {
    let Some(stated) = stated else { return };
    if claims.iter().any(|(_, value)| same(value, &stated.value)) {
        return;
    }
    let Some((first, value)) = claims.first() else { return };
    let written = first.span.text(&constitution.text);
    let edits = claims.iter().filter(|(_, other)| other == value).filter_map(|(claim, value)| {
        let words = claim.span.text(&constitution.text);
        let at = words.find(value)?;
        let new = format!("{}{}{}", &words[..at], stated.value, &words[at + value.len()..]);
        Some(Edit::new(&constitution.path, claim.span, new))
    });
    let mut finding = CONTRADICTED_CONTRACT
        .at(
            Place::new(&constitution.path, first.span),
            format!("the prose states the {name} `{value}`, the contract `{}`", stated.value),
        )
        .help(format!("write `{}` here, or amend the contract", stated.value))
        .related(&constitution.path, stated.span, format!("the contract's {name}"));
    let edits: Vec<Edit> = edits.collect();
    // A quoted TOML value may stand in prose as it is: none of these has markup in it.
    if written.contains(value) && !edits.is_empty() && !stated.value.contains(['`', '|', '\n']) {
        finding = finding.fix(format!("write the contract's {name} into the prose"), true, edits);
    }
    acc.push(finding);
}

fn image_contradicted(constitution: &Constitution, claims: &[Claim], acc: &mut Vec<Finding>) {
    let Some(stated) = &constitution.contract.image else { return };
    let promised = Reference::parse(&stated.value);
    if promised.invalid().is_some() {
        return;
    }
    let images = || {
        claims.iter().filter_map(|claim| match &claim.what {
            What::Image { image, .. } => Some((claim, image)),
            _ => None,
        })
    };
    let same = |image: &Image| Reference::parse(&image.name).same_name(&promised) == Answer::Yes;
    let agreed = images().any(|(_, image)| same(image));
    let last = |name: &str| name.rsplit('/').next().unwrap_or(name).to_string();
    // Beside the promised image, another of the same last name is a slip; one of another
    // name is another image.
    let differing: Vec<(&Claim, &Image)> = images()
        .filter(|(_, image)| !same(image) && (!agreed || last(&image.name) == last(&promised.repository)))
        .collect();
    let mut done: Vec<&str> = Vec::new();
    for (claim, image) in &differing {
        if done.contains(&image.name.as_str()) {
            continue;
        }
        done.push(&image.name);
        let edits = differing.iter().filter(|(_, other)| other.name == image.name).filter_map(|(claim, image)| {
            let words = claim.span.text(&constitution.text);
            let at = words.find(&image.name)?;
            let new = format!("{}{}{}", &words[..at], stated.value, &words[at + image.name.len()..]);
            Some(Edit::new(&constitution.path, claim.span, new))
        });
        let edits: Vec<Edit> = edits.collect();
        let mut finding = CONTRADICTED_CONTRACT
            .at(
                Place::new(&constitution.path, claim.span),
                format!("the prose states the image `{}`, the contract `{}`", image.name, stated.value),
            )
            .help(format!("write `{}` here, or amend the contract", stated.value))
            .related(&constitution.path, stated.span, "the contract's image");
        if !edits.is_empty() {
            finding = finding.fix("write the contract's image into the prose", true, edits);
        }
        acc.push(finding);
    }
}

fn missing(repo: &Repo, constitution: &Constitution, acc: &mut Vec<Finding>) {
    if constitution.contract.block.is_some() {
        return;
    }
    let promise = &repo.promise;
    let mut finding = MISSING_CONTRACT
        .at(Place::file(&constitution.path), "the constitution has no contract block")
        .help("state image, branch and unit in a fenced block `toml contract`");
    let mut facts = Vec::new();
    for (key, fact) in [
        ("image.name", promise.image.as_ref()),
        ("build.branch", Some(&promise.branch)),
        ("build.latest", Some(&promise.latest)),
        ("build.tags", Some(&promise.tags)),
        ("deploy.unit", promise.unit.as_ref()),
        ("deploy.autoupdate", Some(&promise.autoupdate)),
    ] {
        let Some(fact) = fact else { continue };
        facts.push((key, fact.value.as_str()));
        if let Some(place) = &fact.place {
            finding = finding.related(
                &place.path,
                place.span,
                format!("`{key}` would be `{}`, by {}", fact.value, fact.from),
            );
        }
    }
    // Without an image there is nothing to state yet.
    if promise.image.is_some() {
        let edits = contract::insert_block(&constitution.path, &constitution.text, &facts);
        // Facts that the prose contradicts are for a person to decide.
        let agrees = apply(&constitution.text, &edits).is_ok_and(|text| {
            let contract = contract::read(&text);
            let mut after = Vec::new();
            let with_block = Constitution { text, contract, ..constitution.clone() };
            broken(&with_block, &mut after);
            senseless(&with_block, &mut after);
            contradicted(&with_block, &mut after);
            after.is_empty()
        });
        if !edits.is_empty() && agrees {
            finding = finding.fix("insert a contract block with the facts found", false, edits);
        }
    }
    acc.push(finding);
}

fn unversioned(constitution: &Constitution, acc: &mut Vec<Finding>) {
    for parent in inherits::read(&constitution.text, &constitution.document.markdown) {
        if parent.version.is_none() {
            let place = Place::new(&constitution.path, parent.span);
            let finding =
                UNVERSIONED_INHERITANCE.at(place, format!("`{}` is inherited without a version", parent.name));
            acc.push(finding.help("add the version that was read, like `v1.2.0`"));
        }
    }
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
                let finding = UNKNOWN_PARENT_VERSION
                    .at(place, format!("`{}` never had the version {}", line.name, version.value));
                acc.push(finding.help(match nearest {
                    Some(nearest) => {
                        format!("name a version that exists: the nearest is {nearest}, the newest {}", parent.head)
                    }
                    None => format!("name a version that exists: the newest is {}", parent.head),
                }));
            }
            Standing::Lags { head } => {
                let words = version.span.text(&constitution.text);
                let prefix: String = words.chars().take_while(|c| *c == 'v' || *c == 'V').collect();
                let short = format!("{prefix}{}.{}", head.major, head.minor);
                let new = if line.exact { format!("{prefix}{head}") } else { short };
                let finding = LAGGING_INHERITANCE
                    .at(place, format!("version {} of `{}` is inherited, which is at {head}", version.value, line.name))
                    .help(format!("adopt what changed up to {head}, then name that version"));
                let edit = Edit::new(&constitution.path, version.span, new);
                acc.push(finding.fix(format!("name version {head}"), false, vec![edit]));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::snapshot::{Facts, Snapshot};
    use crate::span::LineIndex;

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
