//! Azure: `az acr build`, Azure/acr-build.
//!
//! Source, read 2026-12-01: Azure/acr-build f850218 entrypoint.sh:5,12-13,20.

use prodproof_script::effect::Effect;
use prodproof_syntax::value::{Symbolic, ValueSet};

use super::action::{pushes, ActionStep, StepEffects};
use super::command::{first, push};
use super::options::Parsed;

pub(super) fn az(rest: &[Symbolic]) -> Vec<Effect> {
    if first(rest) != Some("acr") || first(rest.get(1..).unwrap_or_default()) != Some("build") {
        return Vec::new();
    }
    let parsed = Parsed::new(
        &rest[2..],
        &["registry", "r", "image", "t", "file", "f", "build-arg", "platform", "resource-group", "g", "target"],
    );
    if parsed.has(&["no-push"]) {
        return Vec::new();
    }
    let registry = parsed.value(&["registry", "r"]).unwrap_or_else(Symbolic::unknown);
    parsed
        .values(&["image", "t"])
        .map(|image| {
            let mut name = registry.clone();
            name.push_known(if registry.marked().contains('.') { "/" } else { ".azurecr.io/" });
            name.push(image);
            push(name, "az acr build")
        })
        .collect()
}

/// Azure/acr-build (`entrypoint.sh`): builds and pushes in the registry, whose name it is
/// given without its domain.
pub(super) fn acr_build(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    effects.built = true;
    let registry = ValueSet::any(step.or("registry", "").iter().map(|registry| {
        let mut host = registry.clone();
        if !registry.marked().contains('.') {
            host.push_known(".azurecr.io");
        }
        host.push_known("/");
        host
    }));
    let mut name = registry.join(&step.or("repository", ""));
    if let Some(image) = step.filled("image") {
        name = name.join(&ValueSet::known("/")).join(&image);
    }
    let tags = step.filled("tag").unwrap_or_else(|| ValueSet::one(Symbolic::hole("sha:8")));
    let list: Vec<Symbolic> = name.join(&ValueSet::known(":")).join(&tags).iter().cloned().collect();
    let lists: Vec<Vec<Symbolic>> = list.into_iter().map(|one| vec![one]).collect();
    effects.pushes = pushes(&lists, step.name, step.uses);
    effects
}
