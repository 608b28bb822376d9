//! akhilerm/tag-push-action.
//!
//! Source: its README.

use super::action::{lists, pushes, Effects, Step};

/// akhilerm/tag-push-action: copies `src` to each `dst`.
pub(super) fn tag_push(step: &Step<'_>) -> Effects {
    let mut effects = Effects::nothing();
    let lists = lists(step, "dst", &['\n', '\r', ',']);
    effects.pushes = pushes(&lists, step.name, step.uses);
    effects
}
