//! buildctl, the client of BuildKit.

use prodproof_script::effect::{Effect, Push};
use prodproof_syntax::answer::Certainty;
use prodproof_syntax::value::Symbolic;

use super::docker::exporters::{digest_of, output_of, Exported};
use super::options::Parsed;

pub(super) fn buildctl(rest: &[Symbolic]) -> Vec<Effect> {
    let parsed = Parsed::new(
        rest,
        &[
            "output",
            "o",
            "opt",
            "local",
            "frontend",
            "addr",
            "import-cache",
            "export-cache",
            "secret",
            "progress",
            "tlscacert",
            "tlscert",
            "tlskey",
        ],
    );
    let mut effects = Vec::new();
    for output in parsed.values(&["output", "o"]) {
        match output_of(output) {
            Exported::Names { names, by_digest } => effects.extend(names.into_iter().map(|name| {
                let reference = Some(if by_digest { digest_of(&name) } else { name });
                Effect::Push(Push { reference, method: "buildctl", by_digest, certainty: Certainty::Yes })
            })),
            Exported::Tags | Exported::Unknown => {
                effects.push(Effect::Push(Push {
                    reference: None,
                    method: "buildctl",
                    by_digest: false,
                    certainty: Certainty::Possible,
                }));
            }
            Exported::Nothing | Exported::Image { .. } => {}
        }
    }
    effects
}
