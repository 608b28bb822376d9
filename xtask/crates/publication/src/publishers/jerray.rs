//! jerray/publish-docker-action.
//!
//! Source, read 2026-12-01: jerray/publish-docker-action v1.0.5 entrypoint.sh:13 (login),
//! options.go:20-32 (inputs), helper.go:15-37 (name), 39-77 (`auto_tag`), 79-106 (versions),
//! push.go:3-9.

use prodproof_syntax::answer::{Answer, Certainty};
use prodproof_syntax::value::{Symbolic, ValueSet};

use super::action::{flag, named, pushes_if, split, ActionStep, StepEffects};
use super::docker::login::hub_login;

pub(super) fn jerray(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    effects.built = true;
    effects.env.extend(hub_login(step));
    let git_ref = step.github("ref");
    let reference = git_ref.marked();
    let of_pull_request = reference.starts_with("refs/pull/");
    if of_pull_request && flag(step, "allow_pull_request") == Answer::No {
        return effects.fail();
    }
    let automatic = flag(step, "auto_tag");
    let mut lists: Vec<Vec<Symbolic>> = Vec::new();
    for repository in name(step).iter() {
        let mut ways: Vec<Vec<Symbolic>> = Vec::new();
        if automatic != Answer::No {
            ways.push(tags_of(reference));
        }
        if automatic != Answer::Yes {
            let given = step.filled("tags").unwrap_or_else(|| ValueSet::known("latest"));
            ways.extend(given.iter().map(|text| split(text, &[','])));
        }
        lists.extend(ways.iter().map(|tags| tags.iter().map(|tag| named(repository, tag)).collect()));
    }
    effects.pushes = pushes_if(Certainty::Yes, &lists, step.name, step.uses);
    effects
}

/// The repository, behind the registry unless it begins with it.
fn name(step: &ActionStep<'_>) -> Vec<Symbolic> {
    let own = || step.github("repository");
    let repositories = step.filled("repository").map_or_else(|| vec![own()], |given| given.iter().cloned().collect());
    let registry = step.or("registry", "");
    let registry = registry.single().cloned().unwrap_or_else(Symbolic::unknown);
    let full = repositories.into_iter().map(|repository| {
        if registry.is_empty() || repository.marked().starts_with(registry.marked()) {
            return repository;
        }
        let mut full = registry.clone();
        full.push_known("/");
        full.push(&repository);
        full
    });
    full.collect()
}

/// What `auto_tag` makes of the ref.
fn tags_of(reference: &str) -> Vec<Symbolic> {
    let of = |text: &str| Symbolic::from_marked(text.replace('/', "-"));
    if let Some(branch) = reference.strip_prefix("refs/heads/") {
        return vec![of(if branch == "master" { "latest" } else { branch })];
    }
    if let Some(number) = reference.strip_prefix("refs/pull/") {
        return vec![of(&format!("pr-{number}"))];
    }
    let Some(tag) = reference.strip_prefix("refs/tags/") else { return vec![Symbolic::unknown()] };
    let version = tag.strip_prefix('v').unwrap_or(tag).split('+').next().unwrap_or_default();
    let (numbers, suffix) = match version.split_once('-') {
        Some((numbers, suffix)) => (numbers, format!("-{suffix}")),
        None => (version, String::new()),
    };
    let parts: Vec<&str> = numbers.split('.').collect();
    let is_number = |part: &&str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    if parts.len() != 3 || !parts.iter().all(is_number) {
        return vec![of(tag)];
    }
    (1..=3).map(|count| of(&format!("{}{suffix}", parts[..count].join(".")))).collect()
}
