//! Azure: `az acr build`, Azure/acr-build.
//!
//! Source, read 2026-12-01: Azure/acr-build f850218 entrypoint.sh:5,12-13,20; Azure/azure-cli
//! 0166521 src/azure-cli/azure/cli/command_modules/acr/_params.py (the contexts `acr build`,
//! `acr pack build`, `acr import`, `acr run`, `acr task run`).

use prodproof_script::doubt::{Unfollowed, Untold};
use prodproof_script::effect::Effect;
use prodproof_syntax::value::{Symbolic, ValueSet};

use super::action::{pushes, ActionStep, StepEffects};
use super::command::{first, push};
use super::options::Parsed;

/// Options that take a value.
const WITH_VALUE: [&str; 29] = [
    "registry",
    "r",
    "name",
    "n",
    "image",
    "t",
    "file",
    "f",
    "build-arg",
    "secret-build-arg",
    "platform",
    "resource-group",
    "g",
    "target",
    "timeout",
    "agent-pool",
    "log-template",
    "auth-mode",
    "subscription",
    "builder",
    "b",
    "pack-image-tag",
    "source",
    "repository",
    "username",
    "u",
    "password",
    "p",
    "output",
];

pub(super) fn az(rest: &[Symbolic]) -> Vec<Effect> {
    if first(rest) != Some("acr") {
        return Vec::new();
    }
    let words: Vec<&str> = rest.iter().skip(1).take(2).map(|text| text.as_known().unwrap_or_default()).collect();
    let (behind, method) = match words.as_slice() {
        ["build", ..] => (2, "az acr build"),
        ["pack", "build"] => (3, "az acr pack build"),
        ["import", ..] => (2, "az acr import"),
        ["run", ..] | ["task", "run"] => {
            return vec![Effect::Opaque {
                command: "az acr run".to_string(),
                why: Unfollowed::Tool(Untold::TaskBuild),
            }];
        }
        _ => return Vec::new(),
    };
    let parsed = Parsed::new(&rest[behind..], &WITH_VALUE);
    if parsed.has(&["no-push"]) {
        return Vec::new();
    }
    // Of an import `-r` is the registry that is read.
    let own: &[&str] = if method == "az acr import" { &["name", "n"] } else { &["registry", "r"] };
    let registry = parsed.value(own).unwrap_or_else(Symbolic::unknown);
    parsed
        .values(&["image", "t"])
        .map(|image| {
            let mut name = registry.clone();
            name.push_known(if registry.marked().contains('.') { "/" } else { ".azurecr.io/" });
            name.push(image);
            push(name, method)
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
