//! Tries each fix out: the unit is judged again with its edits made, and a fix that does
//! not help, or brings something new, is dropped.

use std::collections::BTreeSet;

use crate::finding::{apply, Edit, Fix};
use crate::rules::Rule;
use crate::snapshot::{File as SourceFile, Snapshot};
use crate::unit::fleet::Fleet;
use crate::unit::Deployment;

/// What tells one reason from another when a text has changed: the unit, its container
/// and the rule.
pub(super) type Seen = (String, String, &'static str);

pub(super) fn seen(deployment: &Deployment) -> Vec<Seen> {
    let rules = deployment.reasons.iter().map(|reason| reason.rule.name);
    let image = deployment.image.as_ref().map(|image| image.value.to_string()).unwrap_or_default();
    rules.map(|rule| (deployment.path.clone(), image.clone(), rule)).collect()
}

/// Whether a fix does what it says: there is one reason of its rule less, and none more.
pub(super) fn helps(snapshot: &Snapshot, unit: &str, before: &[Seen], rule: &Rule, fix: &Fix) -> bool {
    let mut changed = snapshot.clone();
    let paths: BTreeSet<&str> = fix.edits.iter().map(|edit| edit.place.path.as_str()).collect();
    for path in paths {
        let edits: Vec<Edit> = fix.edits.iter().filter(|edit| edit.place.path == path).cloned().collect();
        let Some(Ok(text)) = snapshot.text(path).map(|text| apply(text, &edits)) else { return false };
        changed.files.insert(path.to_string(), SourceFile::Text(text));
    }
    let after: Vec<Seen> = Fleet::new(&changed).judge(unit).iter().flat_map(seen).collect();
    let count = |list: &[Seen], name: &str| list.iter().filter(|(.., rule)| *rule == name).count();
    let names: BTreeSet<&str> = before.iter().chain(&after).map(|(.., rule)| *rule).collect();
    names.into_iter().all(|name| match name == rule.name {
        true => count(&after, name) < count(before, name),
        false => count(&after, name) <= count(before, name),
    })
}
