//! C017: the sync impact report does not fit the version.

use semver::Version;

use crate::repo::Repo;
use prodproof_constitution::document::{number, SyncReport};
use prodproof_constitution::{bump, Constitution};
use prodproof_syntax::finding::{rule, Edit, Finding, Place};

rule! {
    /// ## What it does
    /// Compares the newest sync impact report with the version line and with the base.
    ///
    /// ## Why is this bad?
    /// The report is what reviewers read. In the wild 11 % speak of another version than
    /// the document, nearly all because they were not rewritten.
    ///
    /// ## Example
    /// ```markdown
    /// <!-- Version change: 1.0.0 → 1.1.0 -->
    /// …
    /// **Version**: 1.2.0
    /// ```
    ///
    /// ## Use instead
    /// A report for 1.2.0 above the old one; `cargo xtask verify --fix` writes it.
    C017 STALE_SYNC_REPORT "stale-sync-report" Warning "the sync impact report does not fit the version"
}

pub(super) fn check(repo: &Repo, constitution: &Constitution, stated: &Version, acc: &mut Vec<Finding>) {
    let document = &constitution.document;
    let new = |report: &SyncReport| report.new.as_ref().and_then(|new| new.value.version()).cloned();
    let old = |report: &SyncReport| report.old.as_ref().and_then(|old| old.value.version()).cloned();
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
            finding = finding.safe_fix(format!("write the report for {stated}"), edits);
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
        acc.push(finding.unsafe_fix(format!("start at {base}"), vec![edit]));
    }
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{amended, bad, good, BASE};

    #[test]
    fn the_report_fits_version_and_base() {
        let with = |old: &str, new: &str, text: &str| format!("<!--\nVersion change: {old} → {new}\n-->\n{text}");
        let base = with("1.1.0", "1.2.0", BASE);
        let dated = amended(BASE).replace("2025-02-02", "2026-11-22").replace("1.2.0", "1.3.0");
        good(&base, &with("1.2.0", "1.3.0", &dated));
        bad(
            &base,
            &with("1.1.0", "1.2.0", &dated),
            &["C017 2:25 the report speaks of version `1.2.0`, the document states `1.3.0`"],
        );
        bad(
            &base,
            &with("1.1.0", "1.3.0", &dated),
            &["C017 2:17 the report starts at version `1.1.0`, the base is `1.2.0`"],
        );
        bad(&base, &amended(&base), &["C008 "]);
    }
}
