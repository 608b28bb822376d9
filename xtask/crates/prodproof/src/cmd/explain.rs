//! `explain`: a rule's documentation, offline.

use anyhow::bail;

use prodproof_rules::docs;
use prodproof_rules::rules;

pub fn run(word: Option<&str>, markdown: bool) -> anyhow::Result<u8> {
    let text = match word {
        None if markdown => docs::rules_md(),
        None => docs::list(),
        Some(word) => match rules::find(word) {
            Some(rule) if markdown => docs::markdown(rule),
            Some(rule) => docs::explain(rule),
            None => {
                let like = rules::like(word).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
                bail!("`{word}` is no rule{like} `cargo xtask explain` lists all");
            }
        },
    };
    super::say(&text)?;
    Ok(0)
}
