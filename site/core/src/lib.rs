//! The core behind one function: a request in JSON, an answer in JSON, for a page that
//! has no files, no git and no clock. Must not know what the page looks like.
//!
//! | `op` | answer |
//! | --- | --- |
//! | `check` | what `verify --check --format json`, `trace --format json` and `trace` print, and the amendment |
//! | `fix` | the files that a fix changes, whole, and the diff; `finding` is its place in the list |
//! | `fix-all` | the same for all safe fixes, as `verify --fix` makes them |
//! | `init` | the files that `init` would write |
//! | `wanted` | those of `paths` whose text is looked at, the three files first |
//! | `rules` | all rules with their pages in Markdown; where the site and the project's issues are |

mod amendment;
mod init;
mod memory;
mod request;

use prodproof_rules::chain::Chain;
use prodproof_rules::judge::{judge, Judgement};
use prodproof_rules::report::{self, trace::Charset, Report};
use prodproof_rules::select::Selection;
use prodproof_rules::{docs, fix, rules};
use prodproof_syntax::snapshot::{self, File, Snapshot};
use serde_json::{json, Value};

/// The answer to a request: an object; what cannot be answered has one key, `error`.
pub fn answer(request: &str) -> String {
    let answer = serde_json::from_str(request).map_err(|err| format!("the request is no JSON: {err}"));
    answer.and_then(|request| dispatch(&request)).unwrap_or_else(|error| json!({ "error": error })).to_string()
}

fn dispatch(request: &Value) -> Result<Value, String> {
    match request["op"].as_str() {
        Some("check") => Ok(check(request::snapshot(request)?)),
        Some("fix") => fix_one(request::snapshot(request)?, request["finding"].as_u64()),
        Some("fix-all") => Ok(fix_all(&request::snapshot(request)?)),
        Some("init") => init::files(request::snapshot(request)?, &request["asked"]),
        Some("wanted") => Ok(wanted(&request["paths"])),
        Some("rules") => Ok(json!({ "rules": all_rules(), "site": docs::SITE, "issues": docs::ISSUES })),
        other => Err(format!("`{}` is nothing that can be asked", other.unwrap_or_default())),
    }
}

fn judged(snapshot: Snapshot) -> Judgement {
    judge(snapshot, &Selection::default())
}

fn check(snapshot: Snapshot) -> Value {
    let look = judged(snapshot);
    let chain = Chain::of(&look.repo);
    let clean = report::trace::answer(&chain);
    let report = Report {
        selected: &look.selected,
        sources: &look.repo.snapshot,
        strict: false,
        clean: &clean,
        chain: Some(&chain),
        require_yes: false,
    };
    json!({
        "verify": document(&report::json::json(&report)),
        "trace": document(&report::trace::json(&chain)),
        "branch": chain.branch,
        "answer": clean,
        "text": report::trace::text(&chain, Charset::Unicode),
        "amendment": amendment::of(&look.repo),
    })
}

/// A document of the core's own.
fn document(text: &str) -> Value {
    serde_json::from_str(text).unwrap_or_default()
}

/// Safe or not: who pushed the button has read what it does.
fn fix_one(snapshot: Snapshot, finding: Option<u64>) -> Result<Value, String> {
    let look = judged(snapshot);
    let index = finding.and_then(|index| usize::try_from(index).ok());
    let finding = index.and_then(|index| look.selected.shown.get(index)).ok_or("there is no such finding")?;
    let plan = fix::plan(&look.repo.snapshot, std::slice::from_ref(finding), fix::FixChoice::All);
    Ok(changed(&look.repo.snapshot, &plan))
}

fn fix_all(snapshot: &Snapshot) -> Value {
    let look = |snapshot: &Snapshot| judged(snapshot.clone()).selected.shown;
    let outcome = fix::rounds(snapshot, look(snapshot), fix::FixChoice::Safe, look);
    changed(snapshot, &outcome.plan)
}

fn changed(snapshot: &Snapshot, plan: &fix::FixPlan) -> Value {
    let diff: String = plan.files.iter().map(|(path, new)| fix::diff(path, snapshot.text(path), Some(new))).collect();
    let titles: Vec<&str> = plan.applied.iter().map(|applied| applied.title.as_str()).collect();
    json!({ "files": plan.files, "titles": titles, "diff": diff })
}

/// Sorted by how much a text decides: a reader that cannot take all takes the first.
fn wanted(paths: &Value) -> Value {
    let paths = paths.as_array().map(Vec::as_slice).unwrap_or_default().iter().filter_map(Value::as_str);
    let mut paths: Vec<&str> = paths.filter(|path| snapshot::wanted(path)).collect();
    let ending = |path: &str| path.rsplit_once('.').map_or(String::new(), |(_, ending)| ending.to_ascii_lowercase());
    paths.sort_by_cached_key(|path| match ending(path).as_str() {
        "md" => 0,
        "yml" | "yaml" if path.starts_with(".github/") => 1,
        "service" | "container" | "pod" | "kube" | "image" | "build" | "timer" => 2,
        // Of the many that may be manifests, few are played by a unit.
        "yml" | "yaml" => 4,
        _ => 3,
    });
    json!({ "paths": paths })
}

fn all_rules() -> Vec<Value> {
    let families = rules::FAMILIES.iter();
    let all = families.flat_map(|(family, rules)| rules.iter().map(move |rule| (family, rule)));
    all.map(|(family, rule)| {
        json!({
            "code": rule.code,
            "name": rule.name,
            "family": family,
            "severity": rule.severity.as_str(),
            "summary": rule.summary,
            "page": docs::markdown(rule),
        })
    })
    .collect()
}

/// The text of every file that is there.
fn texts(snapshot: &Snapshot) -> impl Iterator<Item = (&str, &str)> {
    snapshot.files.iter().filter_map(|(path, file)| match file {
        File::Text(text) => Some((path.as_str(), text.as_str())),
        _ => None,
    })
}

#[cfg(test)]
mod tests;
