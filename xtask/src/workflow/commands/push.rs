//! Which tool a program is, and what the tools share.

use super::builders::{az, buildctl, gcloud, heroku, kaniko, pack};
use super::docker::docker;
use super::docker::{buildx, compose};
use super::ko::ko;
use super::options::Parsed;
use super::podman::{podman, skopeo, PODMAN_PUSH};
use super::registry::{crane, manifest_tool, oras, regctl};
use super::{Context, Effect, Push};
use crate::syntax::value::Text;

/// `None` if the program is none of them.
pub(super) fn read(program: &str, rest: &[Text], context: &Context<'_>) -> Option<Vec<Effect>> {
    Some(match program {
        "docker" | "docker.io" | "nerdctl" | "finch" => docker(rest, context),
        "docker-compose" => compose(rest, context),
        "podman" | "podman-remote" => podman(rest, "podman push", "podman manifest push"),
        "buildah" => podman(rest, "buildah push", "buildah manifest push"),
        "podman-compose" => compose(rest, context),
        "skopeo" => skopeo(rest),
        "buildx" | "docker-buildx" => buildx(rest, context),
        "crane" | "gcrane" => crane(rest),
        "regctl" => regctl(rest),
        "oras" => oras(rest),
        "ko" => ko(rest, context),
        "manifest-tool" => manifest_tool(rest),
        "executor" | "kaniko" => kaniko(rest),
        "buildctl" => buildctl(rest),
        "pack" => pack(rest),
        "gcloud" => gcloud(rest),
        "az" => az(rest),
        "heroku" => heroku(rest),
        "img" | "wharfer" if first(rest) == Some("push") => {
            operands(&rest[1..], &[]).first().map(|name| push(name.clone(), "img push")).into_iter().collect()
        }
        _ => return None,
    })
}

/// `$DOCKER push quay.io/a/b`, where nobody knows `$DOCKER`.
pub(super) fn unknown_program(program: &Text, rest: &[Text]) -> Vec<Effect> {
    let behind: Vec<Text> = rest.iter().skip_while(|text| text.as_known() != Some("push")).skip(1).cloned().collect();
    let names = operands(&behind, PODMAN_PUSH);
    match names.last() {
        Some(name) if name.as_hole().is_none() || names.len() <= 2 => {
            vec![Effect::Push(Push { reference: transport(name), method: "push", by_digest: false, certain: false })]
        }
        _ => vec![Effect::Opaque {
            command: format!("{program} push"),
            why: "the program is only known at run time".into(),
        }],
    }
}

pub(super) fn first(rest: &[Text]) -> Option<&str> {
    rest.first().and_then(Text::as_known)
}

pub(super) fn operands(rest: &[Text], with_value: &[&str]) -> Vec<Text> {
    Parsed::new(rest, with_value).operands
}

pub(super) fn push(reference: Text, method: &'static str) -> Effect {
    Effect::Push(Push { reference: Some(reference), method, by_digest: false, certain: true })
}

pub(super) fn push_unknown(method: &'static str) -> Effect {
    Effect::Push(Push { reference: None, method, by_digest: false, certain: true })
}

/// The name without `docker://`; nothing for a transport that is no registry.
pub(super) fn transport(name: &Text) -> Option<Text> {
    let marked = name.marked();
    if let Some(rest) = marked.strip_prefix("docker://") {
        return Some(Text::from_marked(rest));
    }
    let local = [
        "dir:",
        "docker-archive:",
        "oci-archive:",
        "oci:",
        "docker-daemon:",
        "containers-storage:",
        "sif:",
        "ostree:",
        "tarball:",
    ];
    (!local.iter().any(|prefix| marked.starts_with(prefix))).then(|| name.clone())
}

/// The name with the tag that stands for every local tag.
pub(super) fn all_tags(name: &Text) -> Text {
    let mut name = name.clone();
    name.push_known(":");
    name.push(&Text::unknown());
    name
}
