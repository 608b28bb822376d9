//! Which findings are shown: the user's selection, the team's waivers, and one finding
//! for one fault. Must not know how a finding is shown.

use std::collections::{BTreeMap, BTreeSet};

use crate::repo::Repo;
use crate::rules::{self, waiver};
use prodproof_syntax::finding::Rule;
use prodproof_syntax::finding::{Finding, Place, Severity};

/// What the user asked to see: codes (`B003`), prefixes of codes (`B`), kebab names.
///
/// The selector that says more decides (`--select B --ignore B003`); of two that say
/// the same, `ignore` does.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Selection {
    select: Vec<String>,
    ignore: Vec<String>,
    /// Findings that weigh less are not shown.
    least: Option<Severity>,
}

impl Selection {
    /// Fails with a sentence for the user where a selector names no rule.
    pub fn new(select: &[String], ignore: &[String], least: Option<Severity>) -> Result<Self, String> {
        for word in select.iter().chain(ignore) {
            if !rules::all().any(|rule| weight(word, rule).is_some()) {
                let like = rules::like(word).map(|name| format!("; did you mean `{name}`?")).unwrap_or_default();
                return Err(format!("`{word}` is no rule, family or code{like}"));
            }
        }
        Ok(Self { select: select.to_vec(), ignore: ignore.to_vec(), least })
    }

    pub fn shows(&self, rule: &Rule) -> bool {
        let heaviest = |words: &[String]| words.iter().filter_map(|word| weight(word, rule)).max();
        let selected = if self.select.is_empty() { Some(0) } else { heaviest(&self.select) };
        match (selected, heaviest(&self.ignore)) {
            (None, _) => false,
            (Some(_), None) => true,
            (Some(select), Some(ignore)) => select > ignore,
        }
    }

    fn shows_finding(&self, finding: &Finding) -> bool {
        self.shows(finding.rule) && self.least.is_none_or(|least| finding.severity <= least)
    }

    /// Whether nothing is hidden that a rule could find.
    fn hides_none_of(&self, rule: &Rule) -> bool {
        self.shows(rule) && self.least.is_none_or(|least| least == Severity::Info)
    }
}

/// How exactly a selector names a rule, if it does.
fn weight(word: &str, rule: &Rule) -> Option<usize> {
    if word == rule.name {
        return Some(rule.code.len());
    }
    let start = rule.code.get(..word.len())?;
    (!word.is_empty() && start.eq_ignore_ascii_case(word)).then_some(word.len())
}

/// A finding that the team decided to live with.
#[derive(Clone, Debug)]
pub struct Waived {
    pub finding: Finding,
    pub reason: Option<String>,
    /// Where that is written.
    pub waiver: Place,
}

/// A finding that only follows from another.
#[derive(Clone, Debug)]
pub struct Suppressed {
    pub finding: Finding,
    /// The finding that it follows from: an index in those that are shown.
    pub cause: usize,
}

/// All findings, sorted out. `shown` is in stable order: by path, place and code.
#[derive(Clone, Debug, Default)]
pub struct Selected {
    pub shown: Vec<Finding>,
    pub waived: Vec<Waived>,
    pub suppressed: Vec<Suppressed>,
    /// How many the selection hides.
    pub hidden: usize,
}

/// Of the findings that are shown, except for the last two.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    pub errors: usize,
    pub warnings: usize,
    pub infos: usize,
    /// With a safe fix.
    pub fixable: usize,
    /// With an unsafe fix.
    pub fixable_unsafely: usize,
    pub waived: usize,
    pub suppressed: usize,
}

impl Selected {
    /// Without what was there before: the same rule with the same words about the same file,
    /// as often as it was. Lines move, and say nothing about that. How many that were.
    pub fn without(mut self, before: &[Finding]) -> (Self, usize) {
        let key = |finding: &Finding| (finding.rule.code, finding.primary.path.clone(), finding.message.clone());
        let mut known: BTreeMap<_, usize> = BTreeMap::new();
        before.iter().for_each(|finding| *known.entry(key(finding)).or_default() += 1);
        let mut places = Vec::new();
        let mut shown = Vec::new();
        for finding in std::mem::take(&mut self.shown) {
            let left = known.get_mut(&key(&finding)).filter(|left| **left > 0);
            places.push(left.is_none().then_some(shown.len()));
            match left {
                Some(left) => *left -= 1,
                None => shown.push(finding),
            }
        }
        let known = places.iter().filter(|place| place.is_none()).count();
        self.shown = shown;
        // What only follows from what is left out goes with it.
        self.suppressed.retain_mut(|one| match places.get(one.cause).copied().flatten() {
            Some(cause) => {
                one.cause = cause;
                true
            }
            None => false,
        });
        (self, known)
    }

    pub fn counts(&self) -> Counts {
        let of = |severity| self.shown.iter().filter(|one| one.severity == severity).count();
        let fixes = |safe| self.shown.iter().filter(|one| one.fix.as_ref().is_some_and(|fix| fix.safe == safe)).count();
        Counts {
            errors: of(Severity::Error),
            warnings: of(Severity::Warning),
            infos: of(Severity::Info),
            fixable: fixes(true),
            fixable_unsafely: fixes(false),
            waived: self.waived.len(),
            suppressed: self.suppressed.len(),
        }
    }

    /// Whether the exit code is 1: warnings count when strict, infos never.
    pub fn fails(&self) -> bool {
        self.shown.iter().any(|one| one.severity == Severity::Error)
    }

    pub fn fails_strictly(&self) -> bool {
        self.shown.iter().any(|one| one.severity != Severity::Info)
    }
}

/// Sorts out what [`rules::check`] found: first the selection, then waivers (an unused
/// one becomes a finding), then what only follows from a finding that counts.
pub fn select(findings: Vec<Finding>, repo: &Repo, selection: &Selection) -> Selected {
    let waivers = waiver::all(repo);
    let mut used = vec![false; waivers.len()];
    let mut out = Selected::default();
    let mut shown = Vec::new();
    for finding in findings {
        let waiver = waiver::of(&waivers, &finding);
        if let Some(used) = waiver.and_then(|index| used.get_mut(index)) {
            *used = true;
        }
        if !selection.shows_finding(&finding) {
            out.hidden += 1;
        } else if let Some(waiver) = waiver.and_then(|index| waivers.get(index)) {
            out.waived.push(Waived { finding, reason: waiver.reason.clone(), waiver: waiver.place.clone() });
        } else {
            shown.push(finding);
        }
    }
    let sleeping = waivers.iter().zip(&used).filter(|(_, used)| !**used).map(|(waiver, _)| waiver);
    let unused = sleeping.filter(|one| one.rule().is_some_and(|rule| selection.hides_none_of(rule)));
    for finding in unused.filter_map(|one| waiver::unused(one, &repo.snapshot)) {
        if selection.shows_finding(&finding) {
            shown.push(finding);
        } else {
            out.hidden += 1;
        }
    }
    rules::sort(&mut shown);
    suppress(shown, &mut out);
    out
}

/// Takes out of `shown` what only follows from another finding that is shown and weighs
/// as much: what is left out must not change what the exit code says, and a waiver covers
/// what it names and nothing that hangs on it.
fn suppress(shown: Vec<Finding>, out: &mut Selected) {
    // The root that each finding belongs to; a root belongs to itself. Findings that
    // nothing implies are roots; in a ring of implications the first one is.
    let root = {
        let effects = Effects::of(&shown);
        let mut seen = BTreeSet::new();
        let mut caused = vec![false; shown.len()];
        for cause in &shown {
            effects.each(cause, &mut seen, |index| caused[index] = true);
        }
        let mut root: Vec<Option<usize>> = vec![None; shown.len()];
        let mut seen = BTreeSet::new();
        let free = (0..shown.len()).filter(|&index| !caused[index]);
        for start in free.chain(0..shown.len()) {
            if root[start].is_some() {
                continue;
            }
            root[start] = Some(start);
            let mut todo = vec![start];
            while let Some(cause) = todo.pop() {
                effects.each(&shown[cause], &mut seen, |index| {
                    if root[index].is_none() {
                        root[index] = Some(start);
                        todo.push(index);
                    }
                });
            }
        }
        root
    };
    let mut places = vec![0; shown.len()];
    for (index, finding) in shown.into_iter().enumerate() {
        let root = root[index].unwrap_or(index);
        if root == index {
            places[index] = out.shown.len();
            out.shown.push(finding);
        } else {
            out.suppressed.push(Suppressed { finding, cause: root });
        }
    }
    for one in &mut out.suppressed {
        one.cause = places.get(one.cause).copied().unwrap_or_default();
    }
}

/// Whether both may speak of one image: one image's fault explains nothing that is wrong
/// with another.
fn share_an_image(finding: &Finding, cause: &Finding) -> bool {
    finding.images.is_empty()
        || cause.images.is_empty()
        || finding.images.iter().any(|image| cause.images.contains(image))
}

/// Findings by rule and unit, so that what follows from one is not looked for among all.
struct Effects<'a> {
    findings: &'a [Finding],
    /// By the rule's name; then by unit, `None` for what belongs to none.
    by_name: BTreeMap<&'a str, BTreeMap<Option<&'a str>, Vec<usize>>>,
}

/// What was looked up already: the rule, the cause's unit, weight and images.
type Asked<'a> = BTreeSet<(&'a str, Option<&'a str>, Severity, &'a [String])>;

impl<'a> Effects<'a> {
    fn of(findings: &'a [Finding]) -> Self {
        let mut by_name: BTreeMap<&str, BTreeMap<Option<&str>, Vec<usize>>> = BTreeMap::new();
        for (index, finding) in findings.iter().enumerate() {
            let unit = unit_of(&finding.primary.path);
            by_name.entry(finding.rule.name).or_default().entry(unit).or_default().push(index);
        }
        Self { findings, by_name }
    }

    /// Whatever only follows from `cause`, once for each weight. What is wrong with one
    /// unit does not follow from what is wrong with another.
    fn each(&self, cause: &'a Finding, asked: &mut Asked<'a>, mut effect: impl FnMut(usize)) {
        let unit = unit_of(&cause.primary.path);
        for &name in cause.implies.iter().filter(|name| **name != cause.rule.name) {
            let Some(by_unit) = self.by_name.get(name) else { continue };
            if !asked.insert((name, unit, cause.severity, &cause.images)) {
                continue;
            }
            let lists: Vec<&Vec<usize>> = match unit {
                Some(_) => [by_unit.get(&unit), by_unit.get(&None)].into_iter().flatten().collect(),
                None => by_unit.values().collect(),
            };
            for &index in lists.into_iter().flatten() {
                let follows = |finding: &Finding| cause.severity <= finding.severity && share_an_image(finding, cause);
                if self.findings.get(index).is_some_and(follows) {
                    effect(index);
                }
            }
        }
    }
}

/// The unit that a file belongs to, with its drop-ins.
fn unit_of(path: &str) -> Option<&str> {
    let path = path.split_once(".d/").map_or(path, |(unit, _)| unit);
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    matches!(ending, "service" | "container" | "kube" | "pod").then_some(path)
}

#[cfg(test)]
mod tests;
