//! ko: builds Go programs and pushes each below `$KO_DOCKER_REPO`.
//!
//! Source, read 2026-12-01: ko-build/ko 4297871 pkg/commands/options/publish.go:82-105 (options)
//! and 127 (namers).

use super::action::{variable, ActionStep, StepEffects};
use super::command::push_unknown;
use super::options::Parsed;
use super::{Context, Effect, Push};
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::value::{Symbolic, ValueSet};
use prodproof_workflow::expression::Set;

const WITH_VALUE: &[&str] = &[
    "t",
    "tags",
    "image-refs",
    "image-label",
    "image-annotation",
    "image-user",
    "platform",
    "j",
    "jobs",
    "f",
    "filename",
    "l",
    "selector",
    "oci-layout-path",
    "tarball",
    "sbom",
    "sbom-dir",
    "sbom-upload",
    "log",
    "ldflags",
];

/// How a name is made of the repository and the import path, in the order of ko.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Namer {
    /// `-P`: the whole import path.
    Preserve,
    /// `-B`: its last element.
    Base,
    /// Nothing of it.
    Bare,
    /// Its last element and the md5 of the whole.
    Md5,
}

pub(super) fn ko(rest: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
    let Some((command, after)) = rest.split_first() else { return Vec::new() };
    let builds = matches!(command.as_known(), Some("build" | "publish"));
    if !builds && !matches!(command.as_known(), Some("resolve" | "apply" | "create" | "run")) {
        return Vec::new();
    }
    let parsed = Parsed::new(after, WITH_VALUE);
    let is_off = |name: &str| {
        parsed
            .options
            .iter()
            .any(|(option, value)| option == name && value.as_ref().and_then(Symbolic::as_known) == Some("false"))
    };
    if parsed.has(&["L", "local"]) || is_off("push") {
        return Vec::new();
    }
    let Some(repository) = context.env.get("KO_DOCKER_REPO") else { return vec![push_unknown("ko")] };
    let namer = match () {
        () if parsed.has(&["P", "preserve-import-paths"]) => Namer::Preserve,
        () if parsed.has(&["B", "base-import-paths"]) => Namer::Base,
        () if parsed.has(&["bare"]) => Namer::Bare,
        () => Namer::Md5,
    };
    let tags: Vec<Symbolic> = parsed
        .values(&["t", "tags"])
        .flat_map(|tags| tags.marked().split(',').map(Symbolic::from_marked).collect::<Vec<_>>())
        .collect();
    let tags = if tags.is_empty() { vec![Symbolic::known("latest")] } else { tags };
    // The others read the import paths from the files that they apply.
    let here = [Symbolic::known(".")];
    let packages: Vec<Option<&Symbolic>> = match (builds, parsed.operands.as_slice()) {
        (false, _) => vec![None],
        (true, []) => here.iter().map(Some).collect(),
        (true, operands) => operands.iter().map(Some).collect(),
    };
    let mut effects = Vec::new();
    for base in repository.iter() {
        if matches!(base.as_known(), Some("ko.local" | "kind.local")) {
            continue;
        }
        for package in &packages {
            let name = named(base, namer, *package, context);
            for tag in &tags {
                let mut reference = name.clone();
                reference.push_known(":");
                reference.push(tag);
                let certainty = Certainty::from(repository.single().is_some());
                let push = Push { reference: Some(reference), method: "ko", by_digest: false, certainty };
                let effect = Effect::Push(push);
                if !effects.contains(&effect) {
                    effects.push(effect);
                }
            }
        }
    }
    effects
}

fn named(base: &Symbolic, namer: Namer, package: Option<&Symbolic>, context: &Context<'_>) -> Symbolic {
    let mut name = base.clone();
    if namer == Namer::Bare {
        return name;
    }
    name.push_known("/");
    let path = package.and_then(Symbolic::as_known).filter(|path| !path.contains("...")).map(trimmed);
    let part = match (namer, path) {
        (Namer::Preserve, Some(path)) => import_path(path, context),
        (_, Some(path)) => match path.rsplit('/').next() {
            Some(last) if !matches!(last, "" | "." | "..") => Some(last.to_string()),
            _ => import_path(path, context).and_then(|path| path.rsplit('/').next().map(str::to_string)),
        },
        (_, None) => None,
    };
    name.push(&part.map_or_else(Symbolic::unknown, |part| Symbolic::known(&part)));
    if namer == Namer::Md5 {
        name.push_known("-");
        name.push(&Symbolic::unknown());
    }
    name
}

fn trimmed(path: &str) -> &str {
    path.strip_prefix("ko://").unwrap_or(path).trim_end_matches('/')
}

/// The import path of a package: of a local one below the module that `go.mod` here names.
fn import_path(path: &str, context: &Context<'_>) -> Option<String> {
    let local = match path {
        "." => "",
        path => match path.strip_prefix("./") {
            Some(local) => local,
            None if path.starts_with(['.', '/']) => return None,
            None => return Some(path.to_string()),
        },
    };
    let file = (context.files)("go.mod")?;
    let module = file.lines().find_map(|line| line.trim().strip_prefix("module "))?;
    let module = module.split("//").next().unwrap_or(module).trim().trim_matches('"');
    match local {
        "" => Some(module.to_string()),
        local if local.split('/').any(|part| part == "..") => None,
        local => Some(format!("{module}/{local}")),
    }
}

/// Sets `KO_DOCKER_REPO` for the steps that follow, unless it is set.
pub(super) fn setup_ko(step: &ActionStep<'_>) -> StepEffects {
    let mut effects = StepEffects::nothing();
    let repository = variable(step, "KO_DOCKER_REPO").unwrap_or_else(|| {
        let mut name = Symbolic::known("ghcr.io/");
        name.push(&step.github("repository").map_known(str::to_lowercase));
        ValueSet::one(name)
    });
    effects.env.push(("KO_DOCKER_REPO".into(), Set::from(&repository)));
    effects
}
