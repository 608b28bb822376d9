//! ASzc/change-string-case-action, which publishes nothing and names what others push.
//!
//! Source, read 2026-12-01: its action.yml:8-15, v8.

use prodproof_syntax::value::ValueSet;
use prodproof_workflow::expression::{Object, Rest, Set};

use super::action::{lower, ActionStep, StepEffects};

/// ASzc/change-string-case-action: an idiom to lower-case `github.repository`.
pub(super) fn change_case(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    let text = step.or("string", "");
    let upper = ValueSet::any(text.iter().map(|text| text.map_known(str::to_uppercase)));
    effects.outputs =
        Object::new(Rest::Unknown).with("lowercase", Set::from(&lower(&text))).with("uppercase", Set::from(&upper));
    effects
}
