//! docker/login-action, and the user of Docker Hub that a login leaves behind.
//!
//! Source, read 2026-12-01: docker/login-action 9f4a8ea action.yml:10-13.

use prodproof_script::effect::HUB_USER;
use prodproof_syntax::reference::is_hub;
use prodproof_workflow::expression::{Name, Set};

use crate::publishers::action::{variable, ActionStep, StepEffects};

pub(in crate::publishers) fn docker_login(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    effects.env.extend(hub_login(step));
    effects
}

/// The variable that notes the user, where the inputs `registry` and `username` are those
/// of a login to Docker Hub.
pub(in crate::publishers) fn hub_login(step: &ActionStep<'_>) -> Option<(Name, Set)> {
    let user = step.get("username").filter(|_| step.or("registry", "").as_known().is_some_and(is_hub))?;
    let all = variable(step, HUB_USER).map_or(user.clone(), |before| before.or(user));
    Some((HUB_USER.into(), Set::from(&all)))
}
