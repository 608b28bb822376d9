//! skopeo: copies between transports.

use prodproof_script::effect::Effect;
use prodproof_syntax::value::Symbolic;

use super::command::{all_tags, first, operands, push, transport};
use super::login;
use super::options::{skip_options, Parsed};

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

pub(super) fn skopeo(rest: &[Symbolic]) -> Vec<Effect> {
    let rest = skip_options(rest, SKOPEO);
    match first(rest) {
        Some("copy") => match operands(&rest[1..], SKOPEO).as_slice() {
            // A transport is required; without one the command fails.
            [_, destination, ..] if destination.marked().starts_with("docker://") || !destination.is_whole() => {
                let login = login::by_creds(&Parsed::new(&rest[1..], SKOPEO), &["dest-creds"], destination);
                login.into_iter().chain(transport(destination).map(|name| push(name, "skopeo copy"))).collect()
            }
            _ => Vec::new(),
        },
        Some("sync") => {
            let parsed = Parsed::new(&rest[1..], SKOPEO);
            if parsed.value(&["dest", "d"]).as_ref().and_then(Symbolic::as_known) != Some("docker") {
                return Vec::new();
            }
            let [source, destination] = parsed.operands.as_slice() else { return Vec::new() };
            let mut name = Symbolic::from_marked(destination.marked().trim_end_matches('/'));
            name.push_known("/");
            let from_registry = parsed.value(&["src", "s"]).as_ref().and_then(Symbolic::as_known) == Some("docker");
            let last = source.marked().rsplit('/').next().unwrap_or_default();
            if from_registry && source.is_whole() && !parsed.has(&["scoped"]) {
                name.push_known(last);
                if !last.contains(':') {
                    name = all_tags(&name);
                }
            } else {
                name.push(&Symbolic::unknown());
                name = all_tags(&name);
            }
            vec![push(name, "skopeo sync")]
        }
        _ => Vec::new(),
    }
}
