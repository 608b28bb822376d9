//! `trace`: the delivery chain of a repository, and where it breaks.

use super::verify::glance;
use crate::cli;
use crate::host::{Host, Source};
use prodproof_rules::chain::Chain;
use prodproof_rules::report::trace;

pub fn run(asked: &cli::Trace) -> anyhow::Result<u8> {
    let host = Host::find(&asked.dir)?.naming(asked.constitution.as_deref())?;
    let source = asked.rev.clone().map_or(Source::WorkTree, Source::Revision);
    let chain = Chain::of(&glance(&host, &source)?);
    super::say_as(
        super::medium(&asked.format),
        &match asked.format.as_str() {
            "json" => trace::json(&chain),
            "mermaid" => trace::mermaid(&chain),
            _ => trace::text(&chain, super::charset()),
        },
    )?;
    Ok(0)
}
