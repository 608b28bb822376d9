//! Tries each fix out: the unit is judged again with its edits made, and a fix that does
//! not help, or brings something new, is dropped.

use std::collections::{BTreeSet, HashSet};

use crate::cause::Cause;
use crate::cause::CauseKind;
use crate::units::{Told, Units};
use crate::Deployment;
use prodproof_syntax::finding::{apply, Edit, Fix};
use prodproof_syntax::snapshot::{File as SourceFile, Snapshot};

/// What tells one reason from another when a text has changed: the unit, its container
/// and the kind of its cause.
pub(super) type Seen = (String, String, CauseKind);

pub(super) fn seen(deployment: &Deployment) -> Vec<Seen> {
    let kinds = deployment.reasons.iter().map(|reason| reason.cause.kind());
    let image = deployment.image.as_ref().map(|image| image.value.to_string()).unwrap_or_default();
    kinds.map(|kind| (deployment.path.clone(), image.clone(), kind)).collect()
}

/// Whether a fix does what it says: there is one reason of its kind less, and none more.
pub(super) fn helps(
    snapshot: &Snapshot,
    told: Told<'_>,
    unit: &str,
    before: &[Seen],
    kind: CauseKind,
    fix: &Fix,
) -> bool {
    let mut changed = snapshot.clone();
    let paths: BTreeSet<&str> = fix.edits.iter().map(|edit| edit.place.path.as_str()).collect();
    for path in paths {
        let edits: Vec<Edit> = fix.edits.iter().filter(|edit| edit.place.path == path).cloned().collect();
        let Some(Ok(text)) = snapshot.text(path).map(|text| apply(text, &edits)) else { return false };
        changed.files.insert(path.to_string(), SourceFile::Text(text));
    }
    let after: Vec<Seen> = Units::new(&changed, told).judge(unit).iter().flat_map(seen).collect();
    let count = |list: &[Seen], kind: CauseKind| list.iter().filter(|(.., one)| *one == kind).count();
    // What never starts was no worse off before the file could be read.
    let remark = Cause::NeverStarted.kind();
    let kinds: HashSet<CauseKind> =
        before.iter().chain(&after).map(|(.., one)| *one).filter(|one| *one != remark).collect();
    kinds.into_iter().all(|one| match one == kind {
        true => count(&after, one) < count(before, one),
        false => count(&after, one) <= count(before, one),
    })
}
