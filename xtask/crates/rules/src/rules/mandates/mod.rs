//! The mandates of a constitution with what enforces them: the rules that look after what
//! a sentence claims and talks about, else what the repository itself runs.

use crate::ran::{holds, ran, Ran, RanWhat};
use crate::repo::Repo;
use crate::rules;
use prodproof_constitution::claims::{ClaimEffect, Claimed, ClaimedTrigger};
use prodproof_constitution::lexicon::Force;
use prodproof_constitution::mandates::{self, Enforcement, Mandate};
use prodproof_constitution::sentences::Sentence;
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::Rule;
use prodproof_syntax::markdown::Markdown;
use prodproof_syntax::order::Order;

mod spoken;
mod topics;

use spoken::Spoken;
use topics::{Asks, AUTO_UPDATE, DISPATCH, IMAGE, MERGE, PROVENANCE, ROWS, RUNS, TAG};

/// What the repository is known to be about: a rule looks at this image, this branch and
/// these tags alone. What is empty may be any.
#[derive(Clone, Debug, Default)]
pub struct Subject {
    /// With registry and namespace: those of all promised deliveries, and their mirrors.
    pub images: Vec<String>,
    pub branch: Option<String>,
    /// The pattern of release tags.
    pub tags: Option<String>,
    /// The tag that every merge publishes.
    pub latest: Option<String>,
    /// File names of what is deployed.
    pub units: Vec<String>,
    /// What workflows and hooks run.
    pub runs: Vec<Ran>,
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
        Self {
            images,
            branch: Some(repo.promise.branch.value.clone()),
            tags: Some(repo.promise.tags.value.clone()),
            latest: Some(repo.promise.latest.value.clone()),
            units: repo.deployments.iter().map(|unit| file_name(&unit.path).to_string()).collect(),
            runs: ran(repo),
        }
    }

    fn has_unit(&self, path: &str) -> bool {
        self.units.is_empty() || self.units.iter().any(|unit| unit == file_name(path))
    }

    fn has_image(&self, name: &str) -> bool {
        let alike = |known: &String| known == name || known.ends_with(&format!("/{name}"));
        self.images.is_empty() || self.images.iter().any(alike)
    }
}

fn file_name(path: &str) -> &str {
    path.rsplit('/').next().unwrap_or(path)
}

/// Every binding sentence of the constitution, in order; see [`mandates::read`].
pub fn read(source: &str, markdown: &Markdown, subject: &Subject) -> Vec<Mandate> {
    mandates::read(source, markdown, &|sentence, claims| enforcing(sentence, claims, subject))
}

/// The same of a constitution that is read.
pub fn of(constitution: &Constitution, subject: &Subject) -> Vec<Mandate> {
    let markdown = &constitution.document.markdown;
    let enforcing = |sentence: &Sentence, claims: &[&Claimed]| enforcing(sentence, claims, subject);
    mandates::among(&constitution.sentences, &constitution.claims, markdown, &enforcing)
}

/// What enforces a sentence; its rules in order of their codes.
fn enforcing(sentence: &Sentence, claims: &[&Claimed], subject: &Subject) -> Enforcement {
    let against = |what: &&&Claimed| {
        matches!(what, Claimed::Against(_) | Claimed::Trigger { effect: ClaimEffect::Never | ClaimEffect::Only, .. })
    };
    if let (Some(_), Some(rule)) = (claims.iter().find(against), rules::find("claim-against-mandate")) {
        return Enforcement::Against(rule);
    }
    let mut names: Vec<&str> = Vec::new();
    // A sentence about another image, branch or kind of tag is no rule's.
    let foreign = claims.iter().any(|what| match what {
        Claimed::Image { image, .. } => !subject.has_image(&image.name),
        Claimed::Trigger { trigger, .. } => is_foreign(trigger, subject),
        _ => false,
    });
    let another_unit = claims.iter().any(|what| match what {
        Claimed::Unit(path) | Claimed::TheUnit(path) => !subject.has_unit(path),
        _ => false,
    });
    for what in claims {
        // When another image is published no rule looks at.
        let of_another = foreign && matches!(what, Claimed::Trigger { trigger, .. } if !is_foreign(trigger, subject));
        let found = by_claim(what, subject);
        let of_another = of_another || another_unit && found == AUTO_UPDATE;
        if !of_another {
            names.extend(found);
        }
    }
    let own = if sentence.reading.binds() { sentence.reading.force() } else { sentence.lead_reading.force() };
    let spoken = Spoken::of(sentence, &subject.images);
    let of_others = foreign || spoken.of_others();
    let another_run = another_unit || spoken.names_another_tag(subject.latest.as_deref());
    for row in ROWS {
        let right = match row.asks {
            Asks::Either => true,
            Asks::Duty => own == Force::Duty,
            Asks::Prohibition => own == Force::Prohibition,
        };
        let another = another_unit && row.rules == AUTO_UPDATE || another_run && row.rules == RUNS;
        if right && !another && !(of_others && row.of_ours) && spoken.is_about(row) {
            names.extend(row.rules);
        }
    }
    let mut found: Vec<&'static Rule> = rules::all().filter(|rule| names.contains(&rule.name)).collect();
    found.order_by_key(|rule| rule.code);
    found.dedup();
    if !found.is_empty() {
        return Enforcement::Rules(found);
    }
    itself(sentence, subject).map_or(Enforcement::Nothing, Enforcement::Repository)
}

/// Tools that people name in a sentence and run under the same name.
const TOOLS: [&str; 35] = [
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
    "husky",
    "isort",
    "lefthook",
    "markdownlint",
    "mypy",
    "nox",
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
    "tox",
    "trivy",
    "trufflehog",
    "typos",
    "yamllint",
    "zizmor",
];

/// What the repository runs that a sentence names: a command in backticks, or a tool.
fn itself(sentence: &Sentence, subject: &Subject) -> Option<String> {
    let commands = sentence.codes().filter_map(|range| sentence.text.get(range)).map(str::trim).filter(|code| {
        let program = code.split_whitespace().next().unwrap_or_default();
        code.contains(' ') && program.chars().all(|c| c.is_ascii_alphanumeric() || "-_".contains(c)) && code.len() > 3
    });
    let tools = TOOLS.iter().filter(|tool| holds(&sentence.lower, tool)).flat_map(|tool| asked(&sentence.lower, tool));
    // What a hook is called, where no prose has such a word.
    let named = |one: &&Ran| one.what == RanWhat::Hook && one.text.contains('-') && !one.text.contains(' ');
    let hooks = subject.runs.iter().filter(named).map(|one| one.text.clone());
    let hooks = hooks.filter(|id| holds(&sentence.lower, id));
    commands.map(str::to_string).chain(hooks).chain(tools).find_map(|name| {
        let ran = subject.runs.iter().find(|one| one.is(&name))?;
        Some(format!("`{name}` in {}", ran.place))
    })
}

/// What tools do under names of their own: who checks with one has not formatted.
const PARTS: [&str; 5] = ["check", "fmt", "format", "lint", "test"];

/// What a sentence asks of a tool: to run it, or one part of it by command or hook.
fn asked(sentence: &str, tool: &str) -> Vec<String> {
    let behind = sentence.match_indices(tool).filter_map(|(at, _)| sentence.get(at + tool.len()..)?.strip_prefix(' '));
    let words = behind.map(|rest| rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default());
    match words.into_iter().find(|word| PARTS.contains(word)) {
        Some(part) => vec![format!("{tool} {part}"), format!("{tool}-{part}")],
        None => vec![tool.to_string()],
    }
}

fn is_foreign(trigger: &ClaimedTrigger, subject: &Subject) -> bool {
    match trigger {
        ClaimedTrigger::Push(Some(branch)) => subject.branch.as_ref().is_some_and(|own| own != branch),
        ClaimedTrigger::Tag(Some(pattern)) => subject.tags.as_ref().is_some_and(|own| own != pattern),
        _ => false,
    }
}

fn by_claim(what: &Claimed, subject: &Subject) -> &'static [&'static str] {
    match what {
        Claimed::Image { image, .. } if !subject.has_image(&image.name) => &["contradicted-contract", "unbacked-image"],
        Claimed::Image { .. } => IMAGE,
        Claimed::Base(_) => &["unbacked-base-image"],
        Claimed::Schedule(_) => &["unbacked-schedule"],
        Claimed::Tag(_) => &["unbacked-tag"],
        // That a workflow exists does not make it do what is asked of it.
        Claimed::Workflow(_) => &[],
        Claimed::Check(_) => &["unbacked-check"],
        Claimed::Unit(_) | Claimed::TheUnit(_) => &["unbacked-unit"],
        // That the file exists does not keep it current.
        Claimed::File(_) => &[],
        Claimed::Label { key, .. } if key == "PODMAN_SYSTEMD_UNIT" || key.starts_with("io.containers.auto") => {
            AUTO_UPDATE
        }
        Claimed::Label { key, .. } if key.starts_with("org.opencontainers.image.") => PROVENANCE,
        Claimed::Label { .. } => &["unbacked-label"],
        Claimed::Trigger { trigger, effect: ClaimEffect::Publishes } => match trigger {
            ClaimedTrigger::Push(Some(_)) if is_foreign(trigger, subject) => &["unbacked-trigger"],
            ClaimedTrigger::Tag(Some(_)) if is_foreign(trigger, subject) => &[],
            ClaimedTrigger::Push(_) => MERGE,
            ClaimedTrigger::Tag(_) => TAG,
            ClaimedTrigger::Dispatch => DISPATCH,
            ClaimedTrigger::Release => &["unbacked-trigger"],
            ClaimedTrigger::PullRequest => &[],
        },
        Claimed::Branch(_) | Claimed::Port(_) | Claimed::Platform(_) => &[],
        // The opposite of a mandate is not enforced but reported.
        Claimed::Against(_) | Claimed::Trigger { .. } => &["claim-against-mandate"],
    }
}

#[cfg(test)]
mod tests;
