//! nix: programs of a flake that copy an image, and tools that nix brings.
//!
//! Source, read 2026-12-01: nlewo/nix2container 20d3395 default.nix:73-88 (`copyTo`,
//! `copyToRegistry`, `copyToDockerDaemon`, `copyToPodman`, which call skopeo), README.md:35,46,335.

use prodproof_script::doubt::{Unfollowed, Untold};
use prodproof_script::effect::Effect;
use prodproof_syntax::value::Symbolic;

use super::command::{push, transport};
use super::unknown::programs::speaks_of_publishing;

/// What `nix run INSTALLABLE ARGUMENTS` does; `None` for a word that is no installable.
pub(super) fn installable(name: &str, rest: &[Symbolic]) -> Option<Vec<Effect>> {
    let (flake, attribute) = name.split_once('#')?;
    let rest = match rest.first().and_then(Symbolic::as_known) {
        Some("--") => &rest[1..],
        _ => rest,
    };
    let last = attribute.rsplit('.').next().unwrap_or(attribute);
    let opaque = || vec![Effect::Opaque { command: format!("nix run {name}"), why: Unfollowed::Tool(Untold::Flake) }];
    Some(match last {
        "copyToDockerDaemon" | "copyToPodman" => Vec::new(),
        "copyToRegistry" => opaque(),
        "copyTo" => {
            let destination =
                rest.iter().rev().find(|text| text.marked().starts_with("docker://") || text.as_hole().is_some());
            destination.and_then(transport).map(|name| push(name, "nix run copyTo")).into_iter().collect()
        }
        // `nix run nixpkgs#skopeo -- copy a docker://b` is skopeo.
        tool if flake.contains("nixpkgs") => {
            vec![Effect::Command {
                arguments: std::iter::once(Symbolic::known(tool)).chain(rest.iter().cloned()).collect(),
            }]
        }
        _ if speaks_of_publishing(attribute) => opaque(),
        _ => Vec::new(),
    })
}
