//! Tries edits out: the unit is judged again with them made, and what does not help, or
//! brings something new, is dropped.

use std::collections::{BTreeSet, HashSet};

use crate::cause::{Cause, CauseKind, StartFault};
use crate::units::index::is_shared;
use crate::units::{ToldOfUnits, Units};
use crate::Deployment;
use prodproof_syntax::finding::{apply, Edit};
use prodproof_syntax::snapshot::{File as SourceFile, Snapshot};

/// What tells one reason from another when a text has changed: the unit, its container
/// and the kind of its cause.
pub(super) type Seen = (String, String, CauseKind);

pub(super) fn seen(deployment: &Deployment) -> Vec<Seen> {
    let kinds = deployment.reasons.iter().map(|reason| reason.cause.kind());
    let image = deployment.image.as_ref().map(|image| image.value.to_string()).unwrap_or_default();
    kinds.map(|kind| (deployment.path.clone(), image.clone(), kind)).collect()
}

/// Where edits are tried out: the repository, in which one unit is changed and changed back.
pub(super) struct Trial<'a> {
    units: &'a Units<'a>,
    told: ToldOfUnits<'a>,
    changed: Option<Snapshot>,
    /// The last unit and how often something was tried; the last edits and what was seen.
    tried: (String, usize),
    last: Option<(Vec<Edit>, Vec<Seen>)>,
}

/// Fixes of one file that are tried: a manifest of a thousand pods has as many. The others
/// are offered when these have been made.
const MOST: usize = 16;

impl<'a> Trial<'a> {
    pub(super) fn new(units: &'a Units<'a>, told: ToldOfUnits<'a>) -> Self {
        Self { units, told, changed: None, tried: (String::new(), 0), last: None }
    }

    /// Whether edits of a unit do what they are for: there is one reason of the kind less,
    /// and none more.
    pub(super) fn helps(&mut self, unit: &str, before: &[Seen], kind: CauseKind, edits: &[Edit]) -> bool {
        // Many containers of one file share their edits.
        let is_known = self.tried.0 == unit && self.last.as_ref().is_some_and(|(last, _)| last == edits);
        if !is_known {
            if self.tried.0 != unit {
                self.tried = (unit.to_string(), 0);
            }
            self.tried.1 += 1;
            self.last = None;
            if self.tried.1 <= MOST {
                self.last = self.after(unit, edits).map(|after| (edits.to_vec(), after));
            }
        }
        let Some((_, after)) = &self.last else { return false };
        let count = |list: &[Seen], kind: CauseKind| list.iter().filter(|(.., one)| *one == kind).count();
        // What never starts was no worse off before the file could be read.
        let remark = Cause::NeverStarted(StartFault::Nothing).kind();
        let kinds: HashSet<CauseKind> =
            before.iter().chain(after).map(|(.., one)| *one).filter(|one| *one != remark).collect();
        kinds.into_iter().all(|one| {
            if one == kind {
                count(after, one) < count(before, one)
            } else {
                count(after, one) <= count(before, one)
            }
        })
    }

    /// What is seen of the unit once the edits are made.
    fn after(&mut self, unit: &str, edits: &[Edit]) -> Option<Vec<Seen>> {
        let changed = self.changed.get_or_insert_with(|| self.units.snapshot.clone());
        let paths: BTreeSet<&str> = edits.iter().map(|edit| edit.place.path.as_str()).collect();
        let mut texts = Vec::new();
        for path in &paths {
            let edits: Vec<Edit> = edits.iter().filter(|edit| edit.place.path == *path).cloned().collect();
            texts.push(self.units.snapshot.text(path).and_then(|text| apply(text, &edits).ok())?);
        }
        let mut old = Vec::new();
        for (path, text) in paths.iter().zip(texts) {
            old.push(changed.files.insert((*path).to_string(), SourceFile::Text(text)));
        }
        // What is known of all units is known of its own files no more than of theirs.
        let is_own = |path: &&str| **path == *unit || !is_shared(path);
        let units = if paths.iter().all(is_own) { self.units.with(changed) } else { Units::new(changed, self.told) };
        let after = units.judge(unit).iter().flat_map(seen).collect();
        for (path, old) in paths.iter().zip(old) {
            changed.files.extend(old.map(|old| ((*path).to_string(), old)));
        }
        Some(after)
    }
}
