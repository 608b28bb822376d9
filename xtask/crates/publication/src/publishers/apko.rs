//! apko: the action that publishes.
//!
//! Source: the README of chainguard-images/actions.

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
