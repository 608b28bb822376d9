//! What a request says of a repository, as a snapshot. Must not know what is asked of it.

use prodproof_syntax::forge::Forge;
use prodproof_syntax::snapshot::{Base, Facts, File, Snapshot, MAX_BYTES};
use serde_json::Value;
use time::{Date, Month};

/// The files of `files` (path to text, to `null` where only the name is known, or to `false`
/// where it is no UTF-8), and the facts of `facts`: `folder`, `repository` (`owner/name`),
/// `branch` (the default one) and `from` (where that was learnt), `today` (`YYYY-MM-DD`),
/// `base` (`name`, `path` and `text` of the constitution before the amendment, or `null`).
pub fn snapshot(request: &Value) -> Result<Snapshot, String> {
    let files = request["files"].as_object().ok_or("`files` is no object")?;
    let read = |(path, text): (&String, &Value)| {
        let file = match text.as_str() {
            None if text.as_bool() == Some(false) => File::NotUtf8,
            Some(text) if text.len() as u64 > MAX_BYTES => File::TooLarge(text.len() as u64),
            Some(text) => File::Text(text.to_string()),
            None => File::Unread,
        };
        (path.clone(), file)
    };
    Ok(Snapshot { files: files.iter().map(read).collect(), facts: facts(&request["facts"])? })
}

fn facts(said: &Value) -> Result<Facts, String> {
    let text = |key: &str| said[key].as_str().filter(|text| !text.is_empty()).map(str::to_string);
    let today = text("today").and_then(|text| date(&text)).ok_or("`facts.today` is no date")?;
    let mut facts = Facts::unknown(&text("folder").unwrap_or_else(|| "repository".into()), today);
    facts.repository = text("repository");
    facts.forge = facts.repository.is_some().then_some(Forge::GitHub);
    let from = text("from").unwrap_or_else(|| "what was entered".into());
    facts.default_branch = text("branch").map(|branch| (branch, from));
    if let Some(base) = said["base"].as_object() {
        let part = |key: &str| base.get(key).and_then(Value::as_str).map(str::to_string);
        let name = part("name").unwrap_or_else(|| "the text before".into());
        facts.base = Base::Found { name, path: part("path"), text: part("text") };
    }
    Ok(facts)
}

/// `YYYY-MM-DD`.
fn date(text: &str) -> Option<Date> {
    let mut parts = text.splitn(3, '-');
    let (year, month, day) = (parts.next()?, parts.next()?, parts.next()?);
    let month = Month::try_from(month.parse::<u8>().ok()?).ok()?;
    Date::from_calendar_date(year.parse().ok()?, month, day.parse().ok()?).ok()
}
