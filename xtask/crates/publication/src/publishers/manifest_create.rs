//! int128/docker-manifest-create-action.
//!
//! Source: its README.

use super::action::{lists, pushes_if, ActionStep, StepEffects};

/// int128/docker-manifest-create-action: `push` is true by default.
pub(super) fn manifest_create(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    let push = step.or("push", "true");
    if push.as_known() == Some("false") {
        return effects;
    }
    let input = if step.node("index-names").is_some() { "index-names" } else { "tags" };
    let lists = lists(step, input, &['\n', '\r']);
    effects.pushes = pushes_if(push.as_known() == Some("true"), &lists, step.name, step.uses);
    effects
}
