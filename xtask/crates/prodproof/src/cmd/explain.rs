//! `explain`: a rule's documentation, offline.

use anyhow::bail;

use super::{say, tell};
use crate::cli::PageFormat;
use crate::host::{self, source, Stream};
use prodproof_rules::docs;
use prodproof_rules::rules;

pub fn run(word: Option<&str>, format: PageFormat) -> anyhow::Result<u8> {
    let found = word.map(rules::meant);
    let markdown = format == PageFormat::Markdown;
    match (word, found.as_deref()) {
        (None, _) | (_, None) if markdown => say(&docs::rules_md())?,
        (None, _) | (_, None) => tell(&docs::list())?,
        (_, Some([rule])) if markdown => say(&docs::markdown(rule))?,
        (_, Some([rule])) => say(&docs::explain(rule, docs::page(host::columns(Stream::Out))))?,
        (Some(word), Some([])) => {
            let tool = source::called(&std::env::current_dir()?);
            let like = rules::like(word).map(|name| format!("; did you mean `{name}`?"));
            bail!("`{word}` is no rule{} `{tool} explain` lists all", like.as_deref().unwrap_or(";"));
        }
        // A prefix that several share.
        (_, Some(several)) => tell(&docs::lines(several))?,
    }
    Ok(0)
}
