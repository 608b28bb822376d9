//! apko: the action that publishes.
//!
//! Source, read 2026-12-01: chainguard-images/actions v1.0.37 apko-publish/action.yaml:27-29,195-199.

use super::action::{lists, pushes, ActionStep, StepEffects};

/// chainguard-images/actions/apko-publish, before that distroless/actions: `tag` is a full
/// name, and the action always publishes.
pub(super) fn apko_publish(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    effects.built = true;
    let lists = lists(step, "tag", &[' ', '\n', '\r']);
    effects.pushes = pushes(&lists, step.name, step.uses);
    effects
}
