//! The dates: real, in order, and following the text.

use super::{changed_ratification, disordered_dates, future_date, invalid_date, stale_amendment_date};
use crate::repo::Repo;
use prodproof_constitution::document::{DatePlace, Day};
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{Finding, Place};

pub fn check(repo: &Repo, constitution: &Constitution, acc: &mut Vec<Finding>) {
    let today = repo.snapshot.facts.today;
    let document = &constitution.document;
    let at = |place: &DatePlace| Place::new(&constitution.path, place.span);
    for place in document.ratified.iter().chain(&document.amended) {
        let text = place.span.text(&constitution.text);
        match place.day {
            Day::Unreadable => {
                acc.push(invalid_date::found(at(place), text));
            }
            Day::Read(day, _) if today.next_day().is_some_and(|tomorrow| day > tomorrow) => {
                acc.push(future_date::found(at(place), text, today));
            }
            _ => {}
        }
    }
    let ratified = document.ratified.iter().find_map(|place| Some((place, place.day.date()?)));
    let amended = document.amended.iter().find_map(|place| Some((place, place.day.date()?)));
    if let (Some((first, ratified)), Some((last, amended))) = (ratified, amended) {
        if amended < ratified {
            acc.push(disordered_dates::found(at(last), amended, ratified).related(
                &constitution.path,
                first.span,
                "ratified here",
            ));
        }
    }
    let Some((base_text, base)) = &constitution.base else { return };
    let before = base.ratified.iter().find_map(|place| Some((place, place.day.date()?)));
    if let (Some((old, was)), Some((new, is))) = (before, ratified) {
        if was != is {
            acc.push(changed_ratification::found(constitution, new.span, old.span.text(base_text)));
        }
    }
    stale_amendment_date::check(repo, constitution, acc);
}
