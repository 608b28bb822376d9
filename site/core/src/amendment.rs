//! What changed in the constitution, the level that it demands, and the version that
//! follows. Must not decide any of it.

use prodproof_constitution::amendment::LevelReason;
use prodproof_rules::repo::Repo;
use prodproof_rules::words::Worded;
use prodproof_syntax::span::{LineIndex, Span};
use serde_json::{json, Value};

/// `null` where there is no constitution, or nothing that it is compared with.
pub fn of(repo: &Repo) -> Value {
    let Some(constitution) = &repo.constitution else { return Value::Null };
    let Some(demand) = &constitution.demand else { return Value::Null };
    let amendment = &demand.amendment;
    let version = |version: Option<&_>| version.map(ToString::to_string);
    let index = LineIndex::new(&constitution.text);
    let line = |span: Option<Span>| span.map(|span| index.line_col(&constitution.text, span.start).0);
    let reason = |one: &LevelReason| json!({ "level": one.level.as_str(), "message": one.change.to_string(), "line": line(one.new) });
    json!({
        "path": constitution.path,
        "changed": amendment.changed,
        "level": demand.level.as_str(),
        "base": version(demand.base.as_ref()),
        "stated": version(demand.stated.as_ref()),
        "target": version(demand.target()),
        "reasons": amendment.reasons.iter().map(reason).collect::<Vec<_>>(),
        "ambiguous": amendment.ambiguous.map(|doubt| doubt.told().to_string()),
        "held": demand.held.iter().map(|held| held.told().to_string()).collect::<Vec<_>>(),
    })
}
