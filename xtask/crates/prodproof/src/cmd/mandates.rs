//! `mandates`: every binding sentence, and what enforces it.

use std::path::Path;

use super::verify::{constitution, glance, whole};
use super::{say, say_as, tell};
use crate::host::{Host, Medium, SnapshotSource};
use prodproof_constitution::mandates;
use prodproof_rules::rules;

pub fn run(dir: &Path, named: Option<&str>, format: &str) -> anyhow::Result<u8> {
    let host = Host::find(dir)?.naming(named)?;
    let repo = whole(glance(&host, &SnapshotSource::WorkTree)?)?;
    let subject = rules::mandates::Subject::of(&repo);
    let constitution = constitution(&repo)?;
    let (path, text) = (&constitution.path, &constitution.text);
    let mandates = rules::mandates::of(constitution, &subject);
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
