//! The history and the sync impact report, held against the version and the base.

use semver::Version;

use super::{STALE_HISTORY, STALE_SYNC_REPORT};
use crate::constitution::bump::{self, Target, Verdict};
use crate::constitution::document::{number, Report};
use crate::constitution::Constitution;
use crate::finding::{Edit, Finding, Place};
use crate::repo::Repo;

pub fn check(repo: &Repo, constitution: &Constitution, acc: &mut Vec<Finding>) {
    // Without a place of its own, the version was read from here.
    let Some(stated) = constitution.document.version().filter(|_| !constitution.document.versions.is_empty()) else {
        return;
    };
    // A bump writes both.
    let settled = |verdict: &Verdict| matches!(verdict, Verdict::Bumped | Verdict::Unamended | Verdict::Idle);
    if constitution.demand.as_ref().is_some_and(|demand| !settled(&demand.verdict)) {
        return;
    }
    history(repo, constitution, stated, acc);
    report(repo, constitution, stated, acc);
}

fn history(repo: &Repo, constitution: &Constitution, stated: &Version, acc: &mut Vec<Finding>) {
    let Some(history) = &constitution.document.history else { return };
    let Some(newest) = history.newest().filter(|newest| newest.version != *stated) else { return };
    let message = format!("the history's newest entry is `{}`, the version is `{stated}`", newest.version);
    let place = Place::new(&constitution.path, newest.number);
    let mut finding = STALE_HISTORY.at(place, message).help("make the history and the version agree");
    if let Some(span) = constitution.document.version_span() {
        finding = finding.related(&constitution.path, span, "the version");
    }
    let amendment = constitution.demand.as_ref().map(|demand| &demand.amendment).filter(|amendment| amendment.changed);
    if let (Some(amendment), true) = (amendment, newest.version < *stated) {
        let target = Target {
            base: Some(&newest.version),
            base_ratified: None,
            base_amended: None,
            version: stated.clone(),
            date: repo.snapshot.facts.today,
            amendment,
            stated: None,
        };
        let edit = bump::history::entry(&constitution.text, history, &target);
        let edits: Vec<Edit> = edit.into_iter().map(|(span, text)| Edit::new(&constitution.path, span, text)).collect();
        finding = finding.fix(format!("add an entry for {stated}"), true, edits);
    }
    acc.push(finding);
}

fn report(repo: &Repo, constitution: &Constitution, stated: &Version, acc: &mut Vec<Finding>) {
    let document = &constitution.document;
    let new = |report: &Report| report.new.as_ref().and_then(|new| new.value.version()).cloned();
    let old = |report: &Report| report.old.as_ref().and_then(|old| old.value.version()).cloned();
    // Newest first by custom; four of 39 stacks are the other way round.
    let newest = document.reports.iter().filter(|report| new(report).is_some()).max_by_key(|report| new(report));
    let Some((report, place)) = newest.and_then(|report| Some((report, report.new.as_ref()?))) else { return };
    let at = |span| Place::new(&constitution.path, span);
    let demand = constitution.demand.as_ref();
    if new(report).as_ref() != Some(stated) {
        let message = format!(
            "the report speaks of version `{}`, the document states `{stated}`",
            place.span.text(&constitution.text)
        );
        let mut finding = STALE_SYNC_REPORT.at(at(place.span), message).help("rewrite the report for this version");
        if let Some(span) = document.version_span() {
            finding = finding.related(&constitution.path, span, "the version");
        }
        let target = demand
            .filter(|demand| demand.amendment.changed)
            .and_then(|demand| bump::target(demand, repo.snapshot.facts.today));
        let edits = target.map(|target| bump::report::entry(&constitution.text, document, &target)).unwrap_or_default();
        let edits: Vec<Edit> =
            edits.into_iter().map(|(span, text)| Edit::new(&constitution.path, span, text)).collect();
        if !edits.is_empty() && new(report).is_some_and(|new| new < *stated) {
            finding = finding.fix(format!("write the report for {stated}"), true, edits);
        }
        acc.push(finding);
        return;
    }
    // Several steps since the base make a chain of reports.
    let base = demand.filter(|demand| demand.amendment.changed).and_then(|demand| demand.base.as_ref());
    let (Some(base), Some(from), Some(place)) = (base, old(report), report.old.as_ref()) else { return };
    let chained = document.reports.iter().any(|other| new(other).as_ref() == Some(&from));
    if from != *base && !chained {
        let message = format!("the report starts at version `{from}`, the base is `{base}`");
        let edit = Edit::new(&constitution.path, place.span, number::spell(base, place.value.parts()));
        let finding = STALE_SYNC_REPORT.at(at(place.span), message).help(format!("write `{base}`"));
        acc.push(finding.fix(format!("start at {base}"), false, vec![edit]));
    }
}
