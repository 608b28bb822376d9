//! pack, the client of Cloud Native Buildpacks.

use prodproof_script::effect::Effect;
use prodproof_syntax::value::Symbolic;

use super::command::{first, push};
use super::options::Parsed;

pub(super) fn pack(rest: &[Symbolic]) -> Vec<Effect> {
    if first(rest) != Some("build") {
        return Vec::new();
    }
    let parsed = Parsed::new(
        &rest[1..],
        &[
            "B",
            "builder",
            "b",
            "buildpack",
            "e",
            "env",
            "p",
            "path",
            "t",
            "tag",
            "run-image",
            "d",
            "descriptor",
            "cache-image",
            "network",
            "volume",
            "env-file",
        ],
    );
    if !parsed.has(&["publish"]) {
        return Vec::new();
    }
    parsed
        .operands
        .first()
        .into_iter()
        .chain(parsed.values(&["t", "tag"]))
        .map(|name| push(name.clone(), "pack build"))
        .collect()
}
