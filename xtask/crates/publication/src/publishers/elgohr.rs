//! elgohr/Publish-Docker-Github-Action.
//!
//! Source, read 2026-12-01: elgohr/Publish-Docker-Github-Action 073ef32
//! entrypoint.sh:8-58,89-130,183-197.

use prodproof_syntax::answer::{Answer, Certainty};
use prodproof_syntax::value::Symbolic;

use super::action::{flag, lower, named, pushes_if, split, ActionStep, StepEffects};
use super::docker::login::hub_login;

pub(super) fn elgohr(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    effects.built = true;
    effects.env.extend(hub_login(step));
    if flag(step, "no_push") == Answer::Yes {
        return effects;
    }
    let certainty = Certainty::from(flag(step, "no_push") == Answer::No);
    let git_ref = step.github("ref");
    let branch = git_ref.marked().strip_prefix("refs/heads/").map(str::to_string);
    let tag = git_ref.marked().strip_prefix("refs/tags/").map(str::to_string);
    let default = step.or("default_branch", "");
    let mut lists: Vec<Vec<Symbolic>> = Vec::new();
    for name in lower(&step.or("name", "")).iter() {
        let mut full = Symbolic::default();
        let registry = step.or("registry", "");
        let registry = registry.single().cloned().unwrap_or_else(Symbolic::unknown);
        if !registry.is_empty() && !name.marked().contains(registry.marked()) {
            full.push(&registry);
            full.push_known("/");
        }
        full.push(name);
        let colon = full.marked().rfind('/').map_or(0, |at| at + 1);
        let own = full.places_of(':').into_iter().find(|at| *at >= colon);
        let mut tags: Vec<Symbolic> = Vec::new();
        match step.get("tags") {
            Some(given) => tags.extend(given.iter().flat_map(|text| split(text, &[',']))),
            None => match (own, &branch, &tag) {
                (Some(at), ..) => {
                    let text = Symbolic::from_marked(&full.marked()[at + 1..]);
                    full = Symbolic::from_marked(&full.marked()[..at]);
                    tags.push(text);
                }
                (None, Some(branch), _) => {
                    let is_default = match default.as_known() {
                        Some("") => branch == "master" || branch == "main",
                        Some(name) => branch == name,
                        None => false,
                    };
                    tags.push(if is_default {
                        Symbolic::known("latest")
                    } else {
                        Symbolic::from_marked(branch.replace('/', "-"))
                    });
                }
                (None, None, Some(name)) if flag(step, "tag_names") == Answer::Yes => {
                    tags.push(Symbolic::from_marked(name.as_str()))
                }
                (None, None, Some(name)) if flag(step, "tag_semver") == Answer::Yes => {
                    let version = name.strip_prefix('v').unwrap_or(name);
                    tags.push(Symbolic::known(version));
                    let parts: Vec<&str> = version.split('.').collect();
                    if let [major, minor, _] = parts.as_slice() {
                        tags.push(Symbolic::known(&format!("{major}.{minor}")));
                        tags.push(Symbolic::known(major));
                    }
                }
                (None, None, Some(_)) => tags.push(Symbolic::known("latest")),
                (None, None, None) => tags.push(Symbolic::hole("sha")),
            },
        }
        if flag(step, "snapshot") == Answer::Yes {
            tags.push(Symbolic::hole("date"));
        }
        lists.push(tags.iter().map(|tag| named(&full, tag)).collect());
    }
    effects.pushes = pushes_if(certainty, &lists, step.name, step.uses);
    effects
}
