//! depot: builds as buildx does, on machines of its own.
//!
//! Source, read 2026-12-01: depot/cli v2.102.6 pkg/buildx/commands/build.go:762-803 (options),
//! pkg/cmd/push/push.go:96-100.

use prodproof_script::effect::{Context, Effect};
use prodproof_syntax::value::Symbolic;

use super::command::push;
use super::docker;
use super::options::{skip_options, Parsed};

pub(super) fn depot(rest: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
    let rest = skip_options(rest, &["project", "token"]);
    let Some((command, after)) = rest.split_first() else { return Vec::new() };
    match command.as_known() {
        // `--save` keeps it in depot's own registry, which nobody pulls from.
        Some("build") => docker::build(after, "depot build"),
        Some("bake") => docker::bake(after, context),
        Some("push") => {
            let parsed = Parsed::new(after, &["project", "token", "progress", "t", "tag", "target"]);
            parsed.values(&["t", "tag"]).map(|tag| push(tag.clone(), "depot push")).collect()
        }
        _ => Vec::new(),
    }
}
