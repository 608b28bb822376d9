//! podman, buildah and skopeo: pushes with transports.

use super::options::{skip_options, Parsed};
use super::push::{all_tags, first, operands, push, push_unknown, transport};
use super::Effect;
use crate::syntax::value::Text;

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

pub(super) fn podman(rest: &[Text], method: &'static str, manifest: &'static str) -> Vec<Effect> {
    let rest = skip_options(rest, PODMAN_GLOBAL);
    let (method, after) = match (first(rest), first(rest.get(1..).unwrap_or_default())) {
        (Some("push"), _) => (method, &rest[1..]),
        (Some("image"), Some("push")) => (method, &rest[2..]),
        (Some("manifest"), Some("push")) => (manifest, &rest[2..]),
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
    transport(destination).map(|name| push(name, method)).into_iter().collect()
}

pub(super) const SKOPEO: &[&str] = &[
    "additional-tag",
    "authfile",
    "command-timeout",
    "creds",
    "decryption-key",
    "dest",
    "dest-authfile",
    "dest-cert-dir",
    "dest-compress-format",
    "dest-compress-level",
    "dest-creds",
    "dest-daemon-host",
    "dest-password",
    "dest-registry-token",
    "dest-shared-blob-dir",
    "dest-username",
    "digestfile",
    "encrypt-layer",
    "encryption-key",
    "f",
    "format",
    "image-parallel-copies",
    "multi-arch",
    "override-arch",
    "override-os",
    "override-variant",
    "policy",
    "registries-conf",
    "registries.d",
    "retry-delay",
    "retry-times",
    "s",
    "d",
    "shared-blob-dir",
    "sign-by",
    "sign-by-sigstore",
    "sign-by-sigstore-private-key",
    "sign-identity",
    "sign-passphrase-file",
    "src",
    "src-authfile",
    "src-cert-dir",
    "src-creds",
    "src-daemon-host",
    "src-password",
    "src-registry-token",
    "src-shared-blob-dir",
    "src-username",
    "tmpdir",
    "user-agent-prefix",
];

pub(super) fn skopeo(rest: &[Text]) -> Vec<Effect> {
    let rest = skip_options(rest, SKOPEO);
    match first(rest) {
        Some("copy") => match operands(&rest[1..], SKOPEO).as_slice() {
            // A transport is required; without one the command fails.
            [_, destination, ..] if destination.marked().starts_with("docker://") || !destination.is_whole() => {
                transport(destination).map(|name| push(name, "skopeo copy")).into_iter().collect()
            }
            _ => Vec::new(),
        },
        Some("sync") => {
            let parsed = Parsed::new(&rest[1..], SKOPEO);
            if parsed.value(&["dest", "d"]).as_ref().and_then(Text::as_known) != Some("docker") {
                return Vec::new();
            }
            let [source, destination] = parsed.operands.as_slice() else { return Vec::new() };
            let mut name = Text::from_marked(destination.marked().trim_end_matches('/'));
            name.push_known("/");
            let from_registry = parsed.value(&["src", "s"]).as_ref().and_then(Text::as_known) == Some("docker");
            let last = source.marked().rsplit('/').next().unwrap_or_default();
            if from_registry && source.is_whole() && !parsed.has(&["scoped"]) {
                name.push_known(last);
                if !last.contains(':') {
                    name = all_tags(&name);
                }
            } else {
                name.push(&Text::unknown());
                name = all_tags(&name);
            }
            vec![push(name, "skopeo sync")]
        }
        _ => Vec::new(),
    }
}
