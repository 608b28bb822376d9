//! cosign: copies and loads images; what it signs and attests moves no tag.
//!
//! Source, read 2026-12-01: sigstore/cosign v3.1.2 cmd/cosign/cli/options/copy.go:37
//! (`--only=sig,att,sbom`), 40 (`--sig-only`, its older form), doc/cosign_load.md:16.

use prodproof_script::effect::Effect;
use prodproof_syntax::value::Symbolic;

use super::command::push;
use super::options::Parsed;

pub(super) fn cosign(rest: &[Symbolic]) -> Vec<Effect> {
    let Some((command, after)) = rest.split_first() else { return Vec::new() };
    let parsed = Parsed::new(
        after,
        &[
            "only",
            "platform",
            "dir",
            "registry-username",
            "registry-password",
            "registry-token",
            "attachment-tag-prefix",
            "t",
            "timeout",
            "registry",
            "azure-container-registry-config",
            "output-file",
        ],
    );
    match (command.as_known(), parsed.operands.as_slice()) {
        (Some("copy"), _) if parsed.has(&["sig-only", "only"]) => Vec::new(),
        (Some("copy"), [_, destination, ..]) => vec![push(destination.clone(), "cosign copy")],
        (Some("load"), [image, ..]) => vec![push(image.clone(), "cosign load")],
        _ => Vec::new(),
    }
}
