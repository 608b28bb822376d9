//! The dates: real, in order, and following the text.

use super::{CHANGED_RATIFICATION, DISORDERED_DATES, FUTURE_DATE, INVALID_DATE, STALE_AMENDMENT_DATE};
use crate::constitution::bump::{self, Verdict};
use crate::constitution::document::{date, DatePlace, Day};
use crate::constitution::Constitution;
use crate::finding::{Edit, Finding, Place};
use crate::repo::Repo;

pub fn check(repo: &Repo, constitution: &Constitution, acc: &mut Vec<Finding>) {
    let today = repo.snapshot.facts.today;
    let document = &constitution.document;
    let at = |place: &DatePlace| Place::new(&constitution.path, place.span);
    for place in document.ratified.iter().chain(&document.amended) {
        let text = place.span.text(&constitution.text);
        match place.day {
            Day::Unreadable => {
                acc.push(INVALID_DATE.at(at(place), format!("`{text}` is no date")).help("write it as YYYY-MM-DD"));
            }
            Day::Read(day, _) if today.next_day().is_some_and(|tomorrow| day > tomorrow) => {
                let message = format!("`{text}` lies in the future; today is {}", date::iso(today));
                acc.push(FUTURE_DATE.at(at(place), message).help("write the day on which it happened"));
            }
            _ => {}
        }
    }
    let ratified = document.ratified.iter().find_map(|place| Some((place, place.day.date()?)));
    let amended = document.amended.iter().find_map(|place| Some((place, place.day.date()?)));
    if let (Some((first, ratified)), Some((last, amended))) = (ratified, amended) {
        if amended < ratified {
            let message = format!("last amended on {}, but ratified on {}", date::iso(amended), date::iso(ratified));
            let finding = DISORDERED_DATES.at(at(last), message).help("correct the date that is wrong");
            acc.push(finding.related(&constitution.path, first.span, "ratified here"));
        }
    }
    let Some((base_text, base)) = &constitution.base else { return };
    let before = base.ratified.iter().find_map(|place| Some((place, place.day.date()?)));
    if let (Some((old, was)), Some((new, is))) = (before, ratified) {
        if was != is {
            let spelt = old.span.text(base_text);
            let message = format!("ratified on `{}`, but it was `{spelt}`", new.span.text(&constitution.text));
            let edit = Edit::new(&constitution.path, new.span, spelt);
            let finding = CHANGED_RATIFICATION.at(at(new), message).help("keep the day of the original adoption");
            acc.push(finding.fix(format!("restore {spelt}"), false, vec![edit]));
        }
    }
    stale(repo, constitution, acc);
}

/// The date of the last amendment, where the version is right already.
fn stale(repo: &Repo, constitution: &Constitution, acc: &mut Vec<Finding>) {
    let today = repo.snapshot.facts.today;
    let Some(demand) = constitution.demand.as_ref().filter(|demand| demand.verdict == Verdict::Bumped) else { return };
    let Some(target) = bump::target(demand, today) else { return };
    let document = &constitution.document;
    if !bump::stale(document, &target) {
        return;
    }
    let Some(place) = document.amended.first() else { return };
    let text = place.span.text(&constitution.text);
    let message = format!("the text was amended, the date of the last amendment is still `{text}`");
    let edits = bump::dates(&constitution.text, document, &target)
        .into_iter()
        .map(|(span, text)| Edit::new(&constitution.path, span, text))
        .collect();
    let finding = STALE_AMENDMENT_DATE.at(Place::new(&constitution.path, place.span), message);
    acc.push(finding.help("write the day of the amendment").fix(format!("write {}", date::iso(today)), true, edits));
}
