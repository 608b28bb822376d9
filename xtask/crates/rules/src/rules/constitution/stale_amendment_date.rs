//! C016: the date of the last amendment was left.

use crate::repo::Repo;
use prodproof_constitution::bump::{self, BumpVerdict};
use prodproof_constitution::document::date;
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Edit, Finding, Place};

rule! {
    /// ## What it does
    /// Reports an amendment that was bumped, but left the date of the last amendment.
    /// Another amendment on the same day, give or take one, keeps it rightly.
    ///
    /// ## Why is this bad?
    /// Readers take the text for older than it is.
    ///
    /// ## Example
    /// ```markdown
    /// **Version**: 1.3.0 | **Last Amended**: 2025-02-02
    /// ```
    /// in a pull request of 2026, where the base has the same date.
    ///
    /// ## Use instead
    /// The day of the amendment; `cargo xtask verify --fix` writes today.
    C016 STALE_AMENDMENT_DATE "stale-amendment-date" Error "the date of the last amendment was left"
}

/// The date of the last amendment, where the version is right already.
pub(super) fn check(repo: &Repo, constitution: &Constitution, acc: &mut Vec<Finding>) {
    let today = repo.snapshot.facts.today;
    // Half a bump is none: what is held back keeps its date, too.
    let settled = |demand: &&bump::Demand| demand.verdict == BumpVerdict::Bumped && demand.held.is_empty();
    let Some(demand) = constitution.demand.as_ref().filter(settled) else { return };
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
    acc.push(finding.help("write the day of the amendment").safe_fix(format!("write {}", date::iso(today)), edits));
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{amended, bad, good, BASE};

    #[test]
    fn an_amendment_keeps_its_old_date() {
        let date = |last: &str| BASE.replace("2025-02-02", last);
        bad(BASE, &amended(BASE).replace("1.2.0", "1.3.0"), &["C016 15:67 the text was amended"]);
        // A second amendment on one day keeps the date.
        let base = date("2026-11-22");
        good(&base, &amended(&base).replace("1.2.0", "1.3.0"));
    }
}
