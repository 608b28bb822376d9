//! What publishes: a tool a file, its command and its action together.
//!
//! Not every unknown program is a possible publisher: `npm test` and `cargo build` are
//! not. These are:
//!
//! - task runners (make, just, task, rake, …) with a target that speaks of publishing: recipes
//!   of make and just are read where they can be;
//! - build tools whose known purpose is to push: goreleaser, jib, quarkus, apko, …;
//! - scripts of the repository that can't be read here, unless their name says that they
//!   test, lint or install something;
//! - `curl` to a build hook of a registry.
//!
//! Each action reads its inputs as its own source does. Must not know the script around a
//! command, nor the job around a step.

pub mod action;
mod command;
mod options;

mod apko;
mod aws;
mod azure;
pub mod bake;
mod blue_build;
mod buildctl;
mod change_case;
mod cosign;
mod crane;
mod ctr;
pub(crate) mod deletions;
mod depot;
mod devcontainer;
pub mod docker;
mod dotnet;
mod elgohr;
mod github_builder;
mod google;
mod goreleaser;
mod heroku;
mod in_action;
mod jerray;
mod jvm;
mod kaniko;
mod ko;
mod login;
mod manifest_create;
mod manifest_tool;
mod metadata_action;
mod mr_smithers;
mod nix;
mod npm;
mod oras;
mod pack;
mod podman;
mod recipe;
mod regctl;
mod semantic_release;
mod skopeo;
mod tag_push;
mod unknown;
mod wretry;

use prodproof_script::doubt::Unfollowed;
pub use prodproof_script::effect::{Context, Effect, Programs, Push};
use prodproof_script::wrapper::{self, Runs};
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::value::Symbolic;

use crate::bots;

use self::action::{ActionStep, StepEffects};
pub(crate) use self::command::given;
use self::command::{first, operands, push, transport};
pub use self::deletions::rows as cleanups;
pub(crate) use self::github_builder::called;
pub(crate) use self::in_action::script_of;
pub(crate) use self::login::is_auth_file;
pub(crate) use self::metadata_action::tags_of_line;
use self::podman::PODMAN_PUSH;
pub use self::unknown::actions::rows;
pub(crate) use self::unknown::actions::{is_known, never_pushes};
pub(crate) use self::unknown::named;
pub use self::unknown::programs::speaks_of_publishing;

/// Registries that take a push from nobody who has not logged in there.
pub(crate) const CLOSED: [&str; 6] =
    ["docker.io", "ghcr.io", "quay.io", "registry.gitlab.com", "public.ecr.aws", "gcr.io"];

/// Who knows what the commands of scripts push.
pub struct Publishers;

impl Programs for Publishers {
    fn read(&self, arguments: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
        read(arguments, context)
    }

    fn may_publish(&self, script: &str) -> bool {
        unknown::programs::may_publish(script)
    }

    fn may_write(&self, program: &str) -> bool {
        unknown::programs::may_write(program)
    }

    fn may_move(&self, program: &str) -> bool {
        bots::is_followed(program) || deletions::is_followed(program)
    }
}

/// What the step does; nothing that matters here where its action is harmless.
pub fn run(step: &ActionStep<'_>) -> StepEffects {
    if let Some(effects) = in_action::run(step) {
        return effects;
    }
    match step.lower {
        "docker/build-push-action" if action::major(step.version) == Some(1) => docker::build_push::version_1(step),
        "docker/build-push-action" | "depot/build-push-action" | "useblacksmith/build-push-action" => {
            docker::build_push::run(step)
        }
        "docker/bake-action" | "depot/bake-action" => bake::action::run(step),
        "docker/metadata-action" | "crazy-max/ghaction-docker-meta" => metadata_action::run(step),
        "docker/bake-action/subaction/matrix" | "docker/bake-action/subaction/list-targets" => bake::action::list(step),
        "docker/login-action" => docker::login::docker_login(step),
        "aws-actions/configure-aws-credentials" => aws::configure_aws(step),
        "aws-actions/amazon-ecr-login" => aws::ecr_login(step),
        "google-github-actions/auth" => google::google_auth(step),
        "ko-build/setup-ko" | "imjasonh/setup-ko" => ko::setup_ko(step),
        "distroless/actions/apko-publish" | "chainguard-images/actions/apko-publish" => apko::apko_publish(step),
        "redhat-actions/s2i-build" => podman::redhat::s2i_build(step),
        "redhat-actions/buildah-build" => podman::redhat::buildah_build(step),
        "redhat-actions/push-to-registry" => podman::redhat::push_to_registry(step),
        "elgohr/publish-docker-github-action" => elgohr::elgohr(step),
        "jerray/publish-docker-action" => jerray::jerray(step),
        "mr-smithers-excellent/docker-build-push" => mr_smithers::mr_smithers(step),
        "akhilerm/tag-push-action" => tag_push::tag_push(step),
        "noelware/docker-manifest-action" => manifest_create::noelware(step),
        "azure/acr-build" => azure::acr_build(step),
        "int128/docker-manifest-create-action" => manifest_create::manifest_create(step),
        "blue-build/github-action" => blue_build::action(step),
        "devcontainers/ci" => devcontainer::ci(step),
        "aszc/change-string-case-action" => change_case::change_case(step),
        "wandalen/wretry.action" | "wandalen/wretry.action/main" => {
            wretry::wretry(step).unwrap_or_else(|| unknown::actions::run(step, step.lower))
        }
        _ => unknown::actions::run(step, step.lower),
    }
}

/// Reads one command; nothing for one that publishes nothing. `arguments[0]` is the
/// program.
pub fn read(arguments: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
    let Some((program, rest)) = arguments.split_first() else { return Vec::new() };
    let Some(name) = program.as_known() else {
        // A whole command that nobody knows here may be any, unless its name tells.
        if let (true, Some(hole)) = (rest.is_empty(), program.as_hole()) {
            if unknown::programs::is_harmless(hole) && !speaks_of_publishing(hole) {
                return Vec::new();
            }
            return vec![Effect::Opaque { command: program.to_string(), why: Unfollowed::Command }];
        }
        // A program of unknown name with `push` as its argument.
        return if rest.iter().any(|text| text.as_known() == Some("push")) {
            unknown_program(program, rest)
        } else {
            Vec::new()
        };
    };
    let base = name.rsplit('/').next().unwrap_or(name);
    let words: Vec<&str> = std::iter::once(base).chain(rest.iter().map(Symbolic::marked)).collect();
    if let Some(effects) = wrapper::read(&words).and_then(|wrapper| behind(wrapper.runs, arguments)) {
        return effects;
    }
    if let Some(script) = npm::script(base, rest, context) {
        return vec![script];
    }
    if let Some(effect) = semantic_release::module(base, rest) {
        return vec![effect];
    }
    if let Some(effects) = nix::installable(name, rest) {
        return effects;
    }
    if let Some(effects) = read_tool(base, rest, context) {
        return effects;
    }
    unknown::programs::read(name, base, rest, context)
}

/// What a program does that runs another one; `None` where that is not said in its
/// arguments.
fn behind(runs: Runs, arguments: &[Symbolic]) -> Option<Vec<Effect>> {
    let from = |at: usize| arguments.get(at..).unwrap_or_default().to_vec();
    Some(vec![match runs {
        Runs::Nothing => return Some(Vec::new()),
        Runs::Command(at) => Effect::Command { arguments: from(at) },
        Runs::Shell(at) => Effect::Shell(arguments.get(at)?.clone()),
        Runs::Script(at) => {
            let path = arguments.get(at)?.as_known()?;
            Effect::Script { path: path.to_string(), arguments: from(at + 1) }
        }
        Runs::Unread(_) => {
            let command = arguments.iter().map(Symbolic::to_string).collect::<Vec<_>>().join(" ");
            if !unknown::programs::may_publish(&command) {
                return Some(Vec::new());
            }
            Effect::Opaque { command, why: Unfollowed::Argument }
        }
    }])
}

/// `None` if the program is none of them.
pub(crate) fn read_tool(program: &str, rest: &[Symbolic], context: &Context<'_>) -> Option<Vec<Effect>> {
    if let Some(effects) = login::read(program, rest) {
        return Some(effects);
    }
    Some(match program {
        "docker" | "docker.io" | "nerdctl" | "finch" => docker::docker(rest, context),
        "docker-compose" => docker::compose(rest, context),
        "podman" | "podman-remote" => {
            podman::run(rest, context).unwrap_or_else(|| podman::podman(rest, "podman push", "podman manifest push"))
        }
        "buildah" => podman::podman(rest, "buildah push", "buildah manifest push"),
        "podman-compose" => docker::compose(rest, context),
        "skopeo" => skopeo::skopeo(rest),
        "buildx" | "docker-buildx" => docker::buildx(rest, context),
        "crane" | "gcrane" => crane::crane(rest),
        "regctl" => regctl::regctl(rest),
        "oras" => oras::oras(rest),
        "ko" => ko::ko(rest, context),
        "manifest-tool" => manifest_tool::manifest_tool(rest),
        "executor" | "kaniko" => kaniko::kaniko(rest),
        "buildctl" => buildctl::buildctl(rest),
        "pack" => pack::pack(rest),
        "gcloud" => google::gcloud(rest),
        "az" => azure::az(rest),
        "aws" => aws::aws(rest, context),
        "bluebuild" => blue_build::command(rest, context),
        "cosign" => cosign::cosign(rest),
        "ctr" => ctr::ctr(rest),
        "depot" => depot::depot(rest, context),
        "devcontainer" => devcontainer::devcontainer(rest),
        "dotnet" => dotnet::dotnet(rest, context),
        "goreleaser" => goreleaser::goreleaser(rest, context),
        "mvn" | "mvnw" => jvm::maven(program, rest, context),
        "gradle" | "gradlew" => jvm::gradle(program, rest, context),
        "jib" => jvm::jib(rest),
        "jreleaser" => jvm::jreleaser(rest, context),
        "semantic-release" => semantic_release::semantic_release(rest, context),
        "sbt" | "sbtn" | "mill" => jvm::scala(program, rest, context),
        "heroku" => heroku::heroku(rest),
        "img" | "wharfer" if first(rest) == Some("push") => {
            operands(&rest[1..], &[]).first().map(|name| push(name.clone(), "img push")).into_iter().collect()
        }
        _ => return None,
    })
}

/// `$DOCKER push quay.io/a/b`, where nobody knows `$DOCKER`.
pub(super) fn unknown_program(program: &Symbolic, rest: &[Symbolic]) -> Vec<Effect> {
    let behind: Vec<Symbolic> =
        rest.iter().skip_while(|text| text.as_known() != Some("push")).skip(1).cloned().collect();
    let names = operands(&behind, PODMAN_PUSH);
    match names.last() {
        Some(name) if name.as_hole().is_none() || names.len() <= 2 => {
            vec![Effect::Push(Push {
                reference: transport(name),
                method: "push",
                by_digest: false,
                certainty: Certainty::Possible,
            })]
        }
        _ => vec![Effect::Opaque { command: format!("{program} push"), why: Unfollowed::Program }],
    }
}

#[cfg(test)]
mod build_tests;
#[cfg(test)]
mod opaque_tests;
#[cfg(test)]
mod scripts;
#[cfg(test)]
mod tests;
