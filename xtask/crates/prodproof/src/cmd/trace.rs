//! `trace`: the delivery chain of a repository, and where it breaks.

use super::verify::{glance, whole};
use super::{say, say_as, tell};
use crate::cli;
use crate::host::{Host, Medium, SnapshotSource};
use prodproof_rules::chain::Chain;
use prodproof_rules::report::trace;

pub fn run(asked: &cli::Trace) -> anyhow::Result<u8> {
    let host = Host::find(&asked.dir)?.naming(asked.constitution.as_deref())?;
    let source = asked.rev.clone().map_or(SnapshotSource::WorkTree, SnapshotSource::Revision);
    let chain = Chain::of(&whole(glance(&host, &source)?)?);
    match asked.format.as_str() {
        "json" => say_as(Medium::Json, &trace::json(&chain))?,
        "mermaid" => say(&trace::mermaid(&chain))?,
        _ => tell(&trace::text(&chain, super::charset()))?,
    }
    Ok(0)
}
