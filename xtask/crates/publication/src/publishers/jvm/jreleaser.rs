//! JReleaser: whether what it publishes has images among it. Their names are templates of
//! the distribution, and are not read.
//!
//! Source, read 2026-11-30: jreleaser.org/guide/latest/reference/packagers/docker.html and
//! jib.html (`packagers` and each distribution; `active` is NEVER unless it is given),
//! read 2026-12-01: jreleaser/jreleaser 251f5fc
//! core/jreleaser-engine/src/main/java/org/jreleaser/workflow/Workflows.java:131-143 (a full
//! release is release, publish and announce),
//! plugins/jreleaser/src/main/java/org/jreleaser/cli/FullRelease.java:33,114 (`--dry-run`, `-y`).

use prodproof_script::effect::{Context, Effect};
use prodproof_syntax::value::Symbolic;
use prodproof_syntax::yaml::{Node, Yaml};

use super::opaque;
use crate::publishers::options::Parsed;

/// Tasks of gradle that publish.
pub(super) const TASKS: [&str; 2] = ["jreleaserFullRelease", "jreleaserPublish"];
/// Goals of Maven that do.
pub(super) const GOALS: [&str; 2] = ["jreleaser:full-release", "jreleaser:publish"];

/// `jreleaser full-release`, `jreleaser publish`.
pub(in crate::publishers) fn jreleaser(rest: &[Symbolic], context: &Context<'_>) -> Vec<Effect> {
    // `-y` was once the short form of `--deployer`.
    let parsed = Parsed::new(rest, &["b", "basedir", "c", "config-file", "P", "set-property", "y", "deployer"]);
    let publishes = match parsed.operands.first() {
        Some(verb) => matches!(verb.as_known(), None | Some("full-release" | "publish")),
        None => false,
    };
    let dry = parsed.has(&["dry-run"]);
    let file = match parsed.value(&["c", "config-file"]) {
        Some(path) => path.as_known().and_then(|path| (context.files)(path.trim_start_matches("./"))),
        None => ["jreleaser.yml", "jreleaser.yaml"].iter().find_map(|path| (context.files)(path)),
    };
    let images = file.and_then(|text| Yaml::document(&text)).is_none_or(|config| publishes_images(&config));
    if publishes && !dry && images {
        opaque("jreleaser", rest)
    } else {
        Vec::new()
    }
}

/// Whether `docker` or `jib` is active, for all distributions or for one.
fn publishes_images(config: &Node) -> bool {
    let active = |packagers: &Node| {
        ["docker", "jib"].iter().any(|name| {
            let own = packagers.get(name);
            own.is_some_and(|own| {
                own.get("active").and_then(Node::as_written).is_some_and(|when| !when.eq_ignore_ascii_case("never"))
            })
        })
    };
    let distributions = config.get("distributions").map_or(&[][..], Node::entries);
    config.get("packagers").is_some_and(active) || distributions.iter().any(|entry| active(&entry.value))
}
