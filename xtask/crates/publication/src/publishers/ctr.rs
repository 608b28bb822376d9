//! ctr, the client of containerd.
//!
//! Source, read 2026-12-01: containerd/containerd 301026e cmd/ctr/commands/images/push.go:48-50
//! (`push [flags] <remote> [<local>]`).

use prodproof_script::effect::Effect;
use prodproof_syntax::value::Symbolic;

use super::command::push;
use super::options::{skip_options, Parsed};

pub(super) fn ctr(rest: &[Symbolic]) -> Vec<Effect> {
    let rest = skip_options(rest, &["n", "namespace", "a", "address", "timeout", "connect-timeout"]);
    let words: Vec<&str> = rest.iter().take(2).map(|text| text.as_known().unwrap_or_default()).collect();
    let ["images" | "image" | "i", "push"] = words.as_slice() else { return Vec::new() };
    let parsed = Parsed::new(
        &rest[2..],
        &[
            "u",
            "user",
            "refresh",
            "hosts-dir",
            "tlscacert",
            "tlscert",
            "tlskey",
            "manifest",
            "manifest-type",
            "platform",
            "max-concurrent-uploaded-layers",
        ],
    );
    parsed.operands.first().map(|name| push(name.clone(), "ctr images push")).into_iter().collect()
}
