//! Tries edits out: the unit is judged again with them made, and it is told whether that
//! helps and brings nothing new. Must not know who made the edits, nor why.

use std::collections::{BTreeSet, HashSet};

use crate::cause::{Cause, CauseKind, StartFault};
use crate::units::index::is_shared;
use crate::units::{ToldOfUnits, Units};
use crate::Deployment;
use prodproof_syntax::finding::{apply, Edit};
use prodproof_syntax::snapshot::{File as SourceFile, Snapshot};

/// What tells one reason from another when a text has changed: the unit, its container
/// and the kind of its cause.
type Seen = (String, String, CauseKind);

fn seen(deployment: &Deployment) -> Vec<Seen> {
    let kinds = deployment.reasons.iter().map(|reason| reason.cause.kind());
    let image = deployment.image.as_ref().map(|image| image.value.to_string()).unwrap_or_default();
    kinds.map(|kind| (deployment.path.clone(), image.clone(), kind)).collect()
}

/// Where edits are tried out: the repository, in which one unit is changed and changed back.
pub struct Trial<'a> {
    snapshot: &'a Snapshot,
    told: ToldOfUnits<'a>,
    /// Read when something is tried.
    units: Option<Units<'a>>,
    changed: Option<Snapshot>,
    unit: Tried,
}

/// The unit that was tried last.
#[derive(Default)]
struct Tried {
    path: String,
    /// What is seen of it as it stands.
    before: Vec<Seen>,
    times: usize,
    /// The last edits and what was seen then.
    last: Option<(Vec<Edit>, Vec<Seen>)>,
}

/// Fixes of one file that are tried: a manifest of a thousand pods has as many. The others
/// are offered when these have been made.
const MOST: usize = 16;

impl<'a> Trial<'a> {
    pub fn new(snapshot: &'a Snapshot, told: ToldOfUnits<'a>) -> Self {
        Self { snapshot, told, units: None, changed: None, unit: Tried::default() }
    }

    /// Whether edits of a unit do what they are for: there is one reason of the kind less,
    /// and none more.
    pub fn helps(&mut self, unit: &str, kind: CauseKind, edits: &[Edit]) -> bool {
        if edits.is_empty() {
            return false;
        }
        let units = self.units.take().unwrap_or_else(|| Units::new(self.snapshot, self.told));
        let helps = self.helps_in(&units, unit, kind, edits);
        self.units = Some(units);
        helps
    }

    fn helps_in(&mut self, units: &Units, unit: &str, kind: CauseKind, edits: &[Edit]) -> bool {
        if self.unit.path != unit {
            let before = units.judge(unit).iter().flat_map(seen).collect();
            self.unit = Tried { path: unit.to_string(), before, ..Tried::default() };
        }
        // Many containers of one file share their edits.
        let is_known = self.unit.last.as_ref().is_some_and(|(last, _)| last == edits);
        if !is_known {
            self.unit.times += 1;
            self.unit.last = None;
            if self.unit.times <= MOST {
                self.unit.last = self.after(units, unit, edits).map(|after| (edits.to_vec(), after));
            }
        }
        let Some((_, after)) = &self.unit.last else { return false };
        let before = &self.unit.before;
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
    fn after(&mut self, units: &Units, unit: &str, edits: &[Edit]) -> Option<Vec<Seen>> {
        let changed = self.changed.get_or_insert_with(|| self.snapshot.clone());
        let paths: BTreeSet<&str> = edits.iter().map(|edit| edit.place.path.as_str()).collect();
        let mut texts = Vec::new();
        for path in &paths {
            let edits: Vec<Edit> = edits.iter().filter(|edit| edit.place.path == *path).cloned().collect();
            texts.push(self.snapshot.text(path).and_then(|text| apply(text, &edits).ok())?);
        }
        let mut old = Vec::new();
        for (path, text) in paths.iter().zip(texts) {
            old.push(changed.files.insert((*path).to_string(), SourceFile::Text(text)));
        }
        // What is known of all units is known of its own files no more than of theirs.
        let is_own = |path: &&str| **path == *unit || !is_shared(path);
        let units = if paths.iter().all(is_own) { units.with(changed) } else { Units::new(changed, self.told) };
        let after = units.judge(unit).iter().flat_map(seen).collect();
        for (path, old) in paths.iter().zip(old) {
            changed.files.extend(old.map(|old| ((*path).to_string(), old)));
        }
        Some(after)
    }
}
