//! mr-smithers-excellent/docker-build-push.
//!
//! Source, read 2026-12-01: mr-smithers-excellent/docker-build-push 30642ae
//! src/docker-build-push.js:20-46, src/docker.js:7-48, src/github.js:3-33.

use prodproof_syntax::answer::{Answer, Certainty};
use prodproof_syntax::value::{Symbolic, ValueSet};

use super::action::{flag, lower, named, pushes_if, split, ActionStep, StepEffects};
use super::docker::login::hub_login;

pub(super) fn mr_smithers(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    effects.built = true;
    effects.env.extend(hub_login(step));
    let push = step.or("pushImage", "true");
    if push.as_known() == Some("false") {
        return effects;
    }
    let registry = step.or("registry", "");
    let mut name = lower(&step.or("image", ""));
    if registry.as_known().is_some_and(|host| host.starts_with("ghcr.io"))
        && !registry.as_known().is_some_and(|host| host.contains('/'))
    {
        let owner = step.github("repository_owner").map_known(str::to_lowercase);
        name = ValueSet::one(owner).join(&ValueSet::known("/")).join(&name);
    }
    if registry.as_known() != Some("") {
        name = registry.join(&ValueSet::known("/")).join(&name);
    }
    let git_ref = step.github("ref");
    let mut tags: Vec<Symbolic> = match step.get("tags") {
        Some(given) => given.iter().flat_map(|text| split(text, &[','])).collect(),
        None => {
            let full = git_ref.marked();
            let mut tag = match full.strip_prefix("refs/heads/") {
                Some(branch) => Symbolic::from_marked(branch.replace('/', "-")),
                None => match full.strip_prefix("refs/pull/") {
                    Some(number) => Symbolic::from_marked(format!("pr-{}", number.trim_end_matches("/merge"))),
                    None => Symbolic::from_marked(full.trim_start_matches("refs/tags/")),
                },
            };
            if !full.starts_with("refs/tags/") {
                tag.push_known("-");
                tag.push(&Symbolic::hole("sha:7"));
            }
            vec![tag]
        }
    };
    if flag(step, "addLatest") == Answer::Yes {
        tags.push(Symbolic::known("latest"));
    }
    let lists: Vec<Vec<Symbolic>> = name.iter().map(|name| tags.iter().map(|tag| named(name, tag)).collect()).collect();
    effects.pushes = pushes_if(Certainty::from(push.as_known() == Some("true")), &lists, step.name, step.uses);
    effects
}
