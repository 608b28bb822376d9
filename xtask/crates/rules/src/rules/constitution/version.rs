//! The version: stated, readable, of one mind, and bumped when the text was amended.

use super::{
    conflicting_versions, downgraded_version, insufficient_bump, missing_version, unamended_bump, unbumped_amendment,
    unreadable_version,
};
use crate::repo::Repo;
use crate::words::Worded;
use prodproof_constitution::amendment::LevelReason;
use prodproof_constitution::bump::{self, BumpVerdict, Demand, Held};
use prodproof_constitution::document::{number, Number};
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{Edit, Finding, Place};
use prodproof_syntax::snapshot::Base;

/// More deciding places than this tell nobody more.
const SHOWN: usize = 4;

pub fn check(repo: &Repo, constitution: &Constitution, acc: &mut Vec<Finding>) {
    let Some(demand) = &constitution.demand else {
        stated(repo, constitution, acc);
        return;
    };
    // What was bumped, and by how much, asks which version it is.
    if demand.held.iter().any(|held| matches!(held, Held::Disagreeing(_))) {
        stated(repo, constitution, acc);
        return;
    }
    let place = Place::new(&constitution.path, constitution.document.version_span().unwrap_or_default());
    let now = demand.stated.as_ref().map_or_else(String::new, ToString::to_string);
    let was = demand.base.as_ref().map_or_else(String::new, ToString::to_string);
    let level = demand.level;
    let finding = match &demand.verdict {
        BumpVerdict::Missing { target } => {
            let unreadable = constitution.document.versions.iter().find(|place| place.number.version().is_none());
            match unreadable {
                Some(place) => {
                    let above = demand.held.iter().any(|held| matches!(held, Held::Number(_)));
                    let help = if above {
                        "write it as one to three numbers, and not less than it is".to_string()
                    } else {
                        format!("write `{target}`")
                    };
                    unreadable_version::found(constitution, place.span).help(help)
                }
                None => {
                    let message = match demand.base {
                        Some(_) => format!("no version is stated any more; at {} it was `{was}`", base(repo)),
                        None => "no version is stated".to_string(),
                    };
                    missing_version::found(constitution, message).help(format!("state version `{target}`"))
                }
            }
        }
        BumpVerdict::Unbumped { target } => {
            let why = format!("the amendment is {level}: {}", why(constitution, demand));
            decided(unbumped_amendment::found(place, base(repo), &now, &why), constitution, demand)
                .help(raise(repo, demand, target))
        }
        BumpVerdict::TooLittle { target } => {
            let why = format!("{level}: {}", why(constitution, demand));
            decided(insufficient_bump::found(place, base(repo), [&was, &now], &why), constitution, demand)
                .help(raise(repo, demand, target))
        }
        BumpVerdict::Backwards { target } => {
            downgraded_version::found(place, base(repo), [&was, &now]).help(format!("state `{target}`"))
        }
        BumpVerdict::Idle => {
            acc.push(unamended_bump::found(place, base(repo), [&was, &now]));
            stated(repo, constitution, acc);
            return;
        }
        BumpVerdict::Unamended | BumpVerdict::Bumped | BumpVerdict::Template => {
            stated(repo, constitution, acc);
            return;
        }
    };
    let plan = bump::plan_for(&constitution.text, demand, repo.snapshot.facts.today);
    let title = format!("state version {}", plan.new);
    let finding = if plan.is_empty() { finding } else { finding.safe_fix(title, plan.edits(&constitution.path)) };
    acc.push(finding.implies(&["conflicting-versions", "stale-sync-report", "stale-history", "stale-amendment-date"]));
}

/// The places of the version by themselves, where nothing is asked of them as a whole.
fn stated(repo: &Repo, constitution: &Constitution, acc: &mut Vec<Finding>) {
    let document = &constitution.document;
    let Some(version) = document.version() else {
        if document.versions.is_empty() {
            let help = format!("run {}", repo.call("bump"));
            acc.push(missing_version::found(constitution, "no version is stated").help(help));
        }
        for place in &document.versions {
            acc.push(unreadable_version::found(constitution, place.span).help("write the version"));
        }
        return;
    };
    let highest = document.versions.iter().find(|place| place.number.version() == Some(version));
    for place in &document.versions {
        let at = Place::new(&constitution.path, place.span);
        let text = place.span.text(&constitution.text);
        let edit = Edit::new(&constitution.path, place.span, number::spell(version, place.number.parts()));
        let title = format!("state {version} here, too");
        match &place.number {
            Number::Read { version: other, .. } if other != version => {
                let mut finding = conflicting_versions::found(at, text, version);
                if let Some(highest) = highest {
                    finding = finding.related(&constitution.path, highest.span, "the other one");
                }
                // Only the base tells which of them was forgotten.
                let known = constitution.demand.as_ref().is_some_and(|demand| demand.held.is_empty());
                acc.push(if known { finding.unsafe_fix(title, vec![edit]) } else { finding });
            }
            Number::Read { .. } => {}
            Number::Placeholder | Number::Unreadable => {
                let finding = unreadable_version::found(constitution, place.span).help(format!("write `{version}`"));
                acc.push(finding.unsafe_fix(title, vec![edit]));
            }
        }
    }
}

/// What the text was compared with, for people.
fn base(repo: &Repo) -> &str {
    match &repo.snapshot.facts.base {
        Base::Found { name, .. } => name,
        Base::Nothing | Base::Missing { .. } => "base",
    }
}

/// The weightiest reason, with the words that are gone where only the old text has them.
fn why(constitution: &Constitution, demand: &Demand) -> String {
    let mut deciding = demand.amendment.deciding();
    let Some(first) = deciding.next() else { return "it changed".to_string() };
    let more = match deciding.count() {
        0 => String::new(),
        more => format!(", and {more} more"),
    };
    let gone = match (first.new, first.old, &constitution.base) {
        (None, Some(span), Some((old, _))) if !first.change.names_section() => {
            format!(" (`{}`)", short(span.text(old)))
        }
        _ => String::new(),
    };
    format!("{}{gone}{more}", first.change)
}

/// The deciding places in the new text as related places.
fn decided(mut finding: Finding, constitution: &Constitution, demand: &Demand) -> Finding {
    let reasons = demand.amendment.deciding();
    for LevelReason { change, new, old, .. } in reasons.filter(|reason| reason.new.is_some()).take(SHOWN) {
        let was = match (old, &constitution.base) {
            (Some(span), Some((text, _))) => format!("; it was `{}`", short(span.text(text))),
            _ => String::new(),
        };
        finding = finding.related(&constitution.path, new.unwrap_or_default(), format!("{change}{was}"));
    }
    finding
}

fn raise(repo: &Repo, demand: &Demand, target: &semver::Version) -> String {
    let what = format!("bump it to `{target}`");
    match &demand.amendment.ambiguous {
        Some(doubt) => {
            let bump = repo.call("bump LEVEL --reason …");
            format!("{what}; ambiguous ({}): another level needs {bump}", doubt.told())
        }
        None => what,
    }
}

/// One line of at most 72 characters, to be put between backticks.
fn short(text: &str) -> String {
    let line = text.replace('`', "").split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(72) {
        Some((at, _)) => format!("{}…", &line[..at]),
        None => line,
    }
}
