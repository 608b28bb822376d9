//! `mandates`: every binding sentence, and what enforces it.

use std::path::Path;

use anyhow::Context;

use super::verify::{glance, whole};
use super::{say, say_as, tell};
use crate::host::{Host, Medium, SnapshotSource};
use prodproof_constitution::mandates;
use prodproof_rules::rules;

pub fn run(dir: &Path, constitution: Option<&str>, format: &str) -> anyhow::Result<u8> {
    let host = Host::find(dir)?.naming(constitution)?;
    let repo = whole(glance(&host, &SnapshotSource::WorkTree)?)?;
    let subject = rules::mandates::Subject::of(&repo);
    let (path, tool) = (repo.constitution_path().to_string(), repo.snapshot.facts.tool.clone());
    let constitution =
        repo.constitution.with_context(|| format!("there is no constitution at {path}; `{tool} init` writes one"))?;
    let (path, text) = (&constitution.path, &constitution.text);
    let mandates = rules::mandates::of(&constitution, &subject);
    match format {
        "json" => {
            let document = serde_json::to_string_pretty(&mandates::json(path, text, &mandates))? + "\n";
            say_as(Medium::Json, &document)?;
        }
        "markdown" => say(&mandates::markdown(path, text, &mandates))?,
        _ => tell(&mandates::text(path, text, &mandates))?,
    }
    Ok(0)
}
