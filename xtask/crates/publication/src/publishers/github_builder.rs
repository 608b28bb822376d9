//! docker/github-builder: workflows of Docker's that build and push, called from others.
//!
//! Source, read 2026-12-01: docker/github-builder v1.17.0
//! .github/workflows/build.yml:83,91,133-149 and bake.yml:71,75,118-126 (inputs `output`, `push`,
//! `meta-images`, `meta-tags`, `meta-flavor`).

use prodproof_script::doubt::{Unfollowed, Untold};
use prodproof_syntax::answer::{Answer, Certainty};

use super::action::{flag, lists, pushes_if, ActionStep, StepEffects};
use super::metadata_action;
use crate::condition::On;
use crate::publishers::action::StepPush;

/// The version of metadata-action that they use.
const METADATA: &str = "v6";

/// What a job does that calls one of them; `None` for every other workflow.
pub(crate) fn called(step: &ActionStep<'_>) -> Option<StepEffects> {
    let workflow = step.lower.strip_prefix("docker/github-builder/.github/workflows/")?;
    if !matches!(workflow, "build.yml" | "bake.yml") {
        return Some(StepEffects::nothing());
    }
    let push = flag(step, "push");
    let mut effects = StepEffects::nothing();
    if push == Answer::No || step.or("output", "").as_known() == Some("local") {
        return Some(effects);
    }
    // Without names of its own a bake file has them.
    if lists(step, "meta-images", &['\n', ',']).iter().all(Vec::is_empty) {
        effects.pushes.push(StepPush {
            reference: None,
            method: step.name.to_string(),
            span: step.uses,
            certainty: Certainty::Possible,
            conditions: vec![On::Opaque { what: step.name.to_string(), why: Some(Unfollowed::Tool(Untold::BakeFile)) }],
        });
        return Some(effects);
    }
    let generated = metadata_action::generated(step, METADATA, &|name| step.get(&format!("meta-{name}")));
    effects.remarks = generated.remarks;
    if generated.failed {
        return Some(effects);
    }
    let tags = generated.outputs.get("tags").to_values();
    let all: Vec<_> = tags.iter().map(|text| super::action::split(text, &['\n'])).collect();
    effects.pushes = pushes_if(Certainty::from(push == Answer::Yes), &all, step.name, step.uses);
    Some(effects)
}
