//! regctl, a client of registries.

use prodproof_script::effect::Effect;
use prodproof_syntax::value::Symbolic;

use super::command::{first, operands, push};
use super::options::{skip_options, Parsed};

pub(super) fn regctl(rest: &[Symbolic]) -> Vec<Effect> {
    let with_value = &[
        "host",
        "logopt",
        "v",
        "verbosity",
        "platform",
        "p",
        "digest-tags",
        "create",
        "ref",
        "annotation",
        "media-type",
    ];
    let rest = skip_options(rest, with_value);
    match (first(rest), first(rest.get(1..).unwrap_or_default())) {
        (Some("image"), Some("copy" | "cp")) => operands(&rest[2..], with_value)
            .get(1)
            .map(|name| push(name.clone(), "regctl image copy"))
            .into_iter()
            .collect(),
        (Some("index"), Some("create")) => operands(&rest[2..], with_value)
            .first()
            .map(|name| push(name.clone(), "regctl index create"))
            .into_iter()
            .collect(),
        (Some("image"), Some("mod")) => {
            let parsed = Parsed::new(&rest[2..], with_value);
            parsed.value(&["create"]).map(|name| push(name, "regctl image mod")).into_iter().collect()
        }
        (Some("artifact" | "manifest"), Some("put")) => {
            operands(&rest[2..], with_value).last().map(|name| push(name.clone(), "regctl put")).into_iter().collect()
        }
        _ => Vec::new(),
    }
}
