//! Actions that join images of several platforms: int128/docker-manifest-create-action,
//! Noelware/docker-manifest-action.
//!
//! Source: their READMEs; action.yaml:5,12 of the former at 078bb05, action.yml:32-46 of the
//! latter at a0c8f0f, read 2026-12-01.

use super::action::{lists, pushes_if, ActionStep, StepEffects};
use prodproof_syntax::answer::Certainty;

/// int128/docker-manifest-create-action: `push` is true by default.
pub(super) fn manifest_create(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    let push = step.or("push", "true");
    if push.as_known() == Some("false") {
        return effects;
    }
    let input = if step.node("index-names").is_some() { "index-names" } else { "tags" };
    let lists = lists(step, input, &['\n', '\r']);
    effects.pushes = pushes_if(Certainty::from(push.as_known() == Some("true")), &lists, step.name, step.uses);
    effects
}

/// Noelware/docker-manifest-action: the names of the joined image are `inputs`, which was
/// `base-image`; whether it pushes by itself differs between its versions.
pub(super) fn noelware(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    let push = step.get("push").and_then(|push| push.as_known().map(str::to_string));
    if push.as_deref() == Some("false") {
        return effects;
    }
    let input = if step.filled("inputs").is_some() { "inputs" } else { "base-image" };
    let lists = lists(step, input, &[',', '\n', '\r']);
    effects.pushes = pushes_if(Certainty::from(push.as_deref() == Some("true")), &lists, step.name, step.uses);
    effects
}
