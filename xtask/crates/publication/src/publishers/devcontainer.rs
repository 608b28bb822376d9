//! Dev containers: `devcontainer build --push`, devcontainers/ci.
//!
//! Source, read 2026-12-01: devcontainers/cli v0.88.0 src/spec-node/devContainersSpecCLI.ts:533-540;
//! devcontainers/ci aefa886 action.yml:8-11,32-40, github-action/src/main.ts:213-227 (`runPost`).

use prodproof_script::effect::{Effect, Push};
use prodproof_syntax::answer::{Answer, Certainty};
use prodproof_syntax::value::{Symbolic, ValueSet};

use super::action::{named, pushes_if, split, ActionStep, StepEffects};
use super::docker::exporters::{output_of, Exported};
use super::options::Parsed;

pub(super) fn devcontainer(rest: &[Symbolic]) -> Vec<Effect> {
    let Some((Some("build"), after)) = rest.split_first().map(|(first, after)| (first.as_known(), after)) else {
        return Vec::new();
    };
    let parsed = Parsed::new(
        after,
        &[
            "image-name",
            "workspace-folder",
            "config",
            "platform",
            "output",
            "cache-from",
            "cache-to",
            "label",
            "log-level",
            "log-format",
            "docker-path",
            "additional-features",
            "buildkit",
        ],
    );
    let by_output =
        parsed.values(&["output"]).any(|output| matches!(output_of(output), Exported::Tags | Exported::Unknown));
    if !parsed.has(&["push"]) && !by_output {
        return Vec::new();
    }
    let method = "devcontainer build";
    let names: Vec<&Symbolic> = parsed.values(&["image-name"]).collect();
    if names.is_empty() {
        return vec![Effect::Push(Push { reference: None, method, by_digest: false, certainty: Certainty::Possible })];
    }
    names
        .into_iter()
        .map(|name| {
            Effect::Push(Push { reference: Some(name.clone()), method, by_digest: false, certainty: Certainty::Yes })
        })
        .collect()
}

/// Pushes `imageName` with each of `imageTag`, as soon as the job has succeeded.
pub(super) fn ci(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    let Some(name) = step.filled("imageName") else { return effects };
    let push = step.filled("push").unwrap_or_else(|| ValueSet::known("filter"));
    let among = |input: &str, default: &str, own: &Symbolic| {
        let list = step.or(input, default);
        let all: Vec<Symbolic> = list.iter().flat_map(|text| split(text, &['\n'])).collect();
        match (all.is_empty(), all.contains(own), all.iter().all(Symbolic::is_whole) && own.is_whole()) {
            (true, ..) | (_, true, _) => Answer::Yes,
            (.., true) => Answer::No,
            (.., false) => Answer::Unknown,
        }
    };
    let filter = || {
        let by_ref = among("refFilterForPush", "", &step.github("ref"));
        by_ref.and(among("eventFilterForPush", "push", &step.github("event_name")))
    };
    let answer = match push.as_known() {
        Some("always") => Answer::Yes,
        Some("never") => Answer::No,
        Some("filter") => filter(),
        _ => Answer::Unknown,
    };
    if answer == Answer::No {
        return effects;
    }
    let tags = step.filled("imageTag").unwrap_or_else(|| ValueSet::known("latest"));
    let lists: Vec<Vec<Symbolic>> = name
        .iter()
        .flat_map(|name| tags.iter().map(move |tags| split(tags, &[',']).iter().map(|tag| named(name, tag)).collect()))
        .collect();
    effects.pushes = pushes_if(Certainty::from(answer == Answer::Yes), &lists, step.name, step.uses);
    effects
}
