//! C022: a date beside the version has a label that is not known.

use crate::repo::Repo;
use prodproof_constitution::document::{date, Day, UnreadDate};
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Edit, Finding, Place, Severity};

rule! {
    /// ## What it does
    /// Reports a date beside the version whose label is in none of the languages that are
    /// known, or means something else. Dates of a next review are left alone.
    ///
    /// ## Why is this bad?
    /// If it is the date of the last amendment, a bump leaves it as it is. Where no other
    /// date is, the text was amended and this date is still that of the base, it is likely
    /// to be stale: then it is a warning, and `--fix --unsafe-fixes` writes today.
    ///
    /// ## Example
    /// ```markdown
    /// **Version**: 2.1.0 | **Effective Date**: 2026-01-31
    /// ```
    ///
    /// ## Use instead
    /// ```markdown
    /// **Version**: 2.1.0 | **Last Amended**: 2026-01-31
    /// ```
    C022 UNREAD_DATE "unread-date" Info "a date beside the version has a label that is not known"
}

pub(super) fn check(repo: &Repo, constitution: &Constitution, acc: &mut Vec<Finding>) {
    acc.extend(constitution.document.unread.iter().map(|unread| found(repo, constitution, *unread)));
}

fn found(repo: &Repo, constitution: &Constitution, unread: UnreadDate) -> Finding {
    let text = &constitution.text;
    let label = unread.label.text(text);
    let place = Place::new(&constitution.path, unread.label);
    let help = "label the date of the last amendment `Last Amended`";
    let Some(today) = stale(repo, constitution, unread) else {
        let message = format!("`{label}` is not known: a bump leaves this date as it is");
        return UNREAD_DATE.at(place, message).help(help);
    };
    let message =
        format!("`{label}` is not known, and this date is still that of the base, although the text was amended");
    let edit = Edit::new(&constitution.path, unread.date, today.clone());
    UNREAD_DATE
        .at(place, message)
        .severity(Severity::Warning)
        .help(help)
        .unsafe_fix(format!("write {today}"), vec![edit])
}

/// Today, spelt as the date is, where the date would follow an amendment if it were known
/// and did not.
fn stale(repo: &Repo, constitution: &Constitution, unread: UnreadDate) -> Option<String> {
    let document = &constitution.document;
    let (base, old) = constitution.base.as_ref()?;
    let amended = constitution.demand.as_ref().is_some_and(|demand| demand.amendment.changed);
    let source = unread.date.text(&constitution.text);
    let label = unread.label.text(&constitution.text);
    let same = old.unread.iter().any(|was| was.label.text(base) == label && was.date.text(base) == source);
    let (.., Day::Read(day, format)) = date::find(source)? else { return None };
    let today = repo.snapshot.facts.today;
    // One day more or less is a time zone.
    let past = day.next_day().is_some_and(|next| next < today);
    let alone = document.amended.is_empty() && document.unread.len() == 1;
    (amended && same && past && alone).then(|| date::respell(source, format, today, &document.spoken.known()))
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{bad, found, repo, shown, BASE, PATH};
    use prodproof_syntax::finding::{apply, Severity};

    #[test]
    fn a_label_that_is_not_known() {
        let other = BASE.replace("**Ratified**", "**Effective Date**");
        bad(&other, &other, &["C022 "]);
    }

    #[test]
    fn one_that_an_amendment_left() {
        let base = BASE.replace("Last Amended", "Effective Date");
        let bumped = base.replace("Vote.\n", "Vote.\n\nLogs MUST be kept.\n").replace("1.2.0", "1.3.0");
        let left = "C022 13:51 `Effective Date` is not known, and this date is still that of the base";
        let findings = bad(&base, &bumped, &[left]);
        let fix = findings[0].fix.as_ref().expect("a fix");
        assert!(!fix.safe && findings[0].severity == Severity::Warning);
        let mended = apply(&bumped, &fix.edits).unwrap();
        assert!(mended.contains("**Effective Date**: 2026-11-23"), "{mended}");
        bad(&base, &mended, &["C022 13:51 `Effective Date` is not known: a bump leaves this date as it is"]);
        // Beside a date of the last amendment it is something else.
        let both = |text: &str| text.replace("\n**Version**", "\n**Last Amended**: 2026-11-23\n**Version**");
        let shown = shown(&repo(&[(PATH, &both(&bumped))], found(&both(&base))));
        assert!(shown.iter().any(|one| one.contains("a bump leaves this date as it is")), "{shown:?}");
    }
}
