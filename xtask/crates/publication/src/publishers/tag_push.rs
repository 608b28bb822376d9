//! akhilerm/tag-push-action.
//!
//! Source, read 2026-12-01: its action.yml:5-8, README.md:46-54, 8d332ac.

use super::action::{lists, pushes, ActionStep, StepEffects};

/// akhilerm/tag-push-action: copies `src` to each `dst`.
pub(super) fn tag_push(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    let lists = lists(step, "dst", &['\n', '\r', ',']);
    effects.pushes = pushes(&lists, step.name, step.uses);
    effects
}
