//! podman and buildah: pushes with transports; redhat-actions that run them.

use prodproof_script::effect::Effect;
use prodproof_syntax::value::Symbolic;

use crate::publishers::command::{first, operands, push, push_unknown, transport};
use crate::publishers::options::{skip_options, Parsed};
use crate::publishers::{docker, login, recipe, Context};

pub(super) mod redhat;

pub(super) const PODMAN_GLOBAL: &[&str] = &[
    "cgroup-manager",
    "config",
    "conmon",
    "connection",
    "c",
    "events-backend",
    "hooks-dir",
    "identity",
    "imagestore",
    "log-level",
    "module",
    "network-cmd-path",
    "network-config-dir",
    "out",
    "root",
    "runroot",
    "runtime",
    "runtime-flag",
    "ssh",
    "storage-driver",
    "storage-opt",
    "tmpdir",
    "url",
    "volumepath",
    "userns-uid-map",
    "userns-gid-map",
    "registries-conf",
    "registries-conf-dir",
    "short-name-alias-conf",
    "default-mounts-file",
];

pub(super) const PODMAN_PUSH: &[&str] = &[
    "add-compression",
    "authfile",
    "blob-cache",
    "cert-dir",
    "compression-format",
    "compression-level",
    "creds",
    "digestfile",
    "encrypt-layer",
    "encryption-key",
    "format",
    "f",
    "retry",
    "retry-delay",
    "sign-by",
    "sign-by-sigstore",
    "sign-by-sigstore-private-key",
    "sign-by-sq-fingerprint",
    "sign-passphrase-file",
    "signature-policy",
];

/// `podman run … quay.io/skopeo/stable copy …`; nothing for other subcommands.
pub(super) fn run(rest: &[Symbolic], context: &Context<'_>) -> Option<Vec<Effect>> {
    let rest = skip_options(rest, PODMAN_GLOBAL);
    match (first(rest), first(rest.get(1..).unwrap_or_default())) {
        (Some("run"), _) => Some(docker::container(&rest[1..], context)),
        (Some("container"), Some("run")) => Some(docker::container(&rest[2..], context)),
        _ => None,
    }
}

/// Further options of `build` that take a value (podman-build.1, buildah-build.1).
const BUILD_MORE: &[&str] = &[
    "authfile",
    "build-arg-file",
    "cap-add",
    "cap-drop",
    "cert-dir",
    "cpu-shares",
    "cpus",
    "creds",
    "device",
    "env",
    "format",
    "from",
    "ignorefile",
    "isolation",
    "jobs",
    "layer-label",
    "logfile",
    "manifest",
    "os",
    "arch",
    "retry",
    "runtime",
    "security-opt",
    "unsetenv",
    "unsetlabel",
    "userns",
    "v",
    "volume",
];

/// An image that is built, and kept on the runner.
fn built(rest: &[Symbolic]) -> Effect {
    let parsed = Parsed::new(rest, &[docker::BUILD, BUILD_MORE].concat());
    let names = parsed.values(&["t", "tag", "manifest"]).cloned().collect();
    recipe::of(&parsed, names)
}

pub(super) fn podman(rest: &[Symbolic], method: &'static str, manifest: &'static str) -> Vec<Effect> {
    let rest = skip_options(rest, PODMAN_GLOBAL);
    let (method, after) = match (first(rest), first(rest.get(1..).unwrap_or_default())) {
        (Some("push"), _) => (method, &rest[1..]),
        (Some("image"), Some("push")) => (method, &rest[2..]),
        (Some("manifest"), Some("push")) => (manifest, &rest[2..]),
        (Some("build" | "bud"), _) => return vec![built(&rest[1..])],
        (Some("image" | "buildx"), Some("build")) => return vec![built(&rest[2..])],
        (Some("compose"), Some("push")) => return vec![push_unknown("podman compose push")],
        (Some("farm"), Some("build")) => {
            return Parsed::new(&rest[2..], &["t", "tag", "f", "file"])
                .values(&["t", "tag"])
                .filter_map(transport)
                .map(|name| push(name, "podman farm build"))
                .collect();
        }
        _ => return Vec::new(),
    };
    let names = operands(after, PODMAN_PUSH);
    let destination = match names.as_slice() {
        [] => return Vec::new(),
        [one] => one,
        [_, destination, ..] => destination,
    };
    let login = login::by_creds(&Parsed::new(after, PODMAN_PUSH), &["creds"], destination);
    login.into_iter().chain(transport(destination).map(|name| push(name, method))).collect()
}
