//! C018: the history's newest entry is another version.

use semver::Version;

use crate::repo::Repo;
use prodproof_constitution::bump::{self, BumpTarget};
use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Edit, Finding, Place};

rule! {
    /// ## What it does
    /// Compares the history's newest entry with the version.
    ///
    /// ## Why is this bad?
    /// One of the two was forgotten.
    ///
    /// ## Example
    /// `**Version**: 1.6.0`, and a history that ends with 1.7.1.
    ///
    /// ```markdown
    /// | Version | Date | Change |
    /// | --- | --- | --- |
    /// | 1.6.0 | 2026-01-31 | Images |
    /// | 1.7.1 | 2026-01-31 | Units |
    ///
    /// **Version**: 1.6.0 | **Ratified**: 2026-01-31 | **Last Amended**: 2026-01-31
    /// ```
    ///
    /// ## Use instead
    /// An entry for the version; `cargo xtask bump` writes both.
    C018 STALE_HISTORY "stale-history" Warning "the history's newest entry is another version"
}

pub(super) fn check(repo: &Repo, constitution: &Constitution, stated: &Version, acc: &mut Vec<Finding>) {
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
        let target = BumpTarget {
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
        finding = finding.safe_fix(format!("add an entry for {stated}"), edits);
    }
    acc.push(finding);
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{amended, bad, good, BASE};

    #[test]
    fn the_history_ends_with_the_version() {
        let with = |text: &str| {
            text.replace(
                "Vote.\n",
                "Vote.\n\n## History\n\n| Version | Date | Changes |\n|---|---|---|\n| 1.2.0 | 2025-02-02 | Start |\n",
            )
        };
        let base = with(BASE);
        good(&base, &base);
        let text = amended(BASE).replace("2025-02-02", "2026-11-22").replace("1.2.0", "1.3.0");
        let text = text.replace(
            "\n**Version",
            "\n## History\n\n| Version | Date | Changes |\n|---|---|---|\n| 1.2.0 | 2025-02-02 | Start |\n\n**Version",
        );
        bad(&base, &text, &["C018 19:3 the history's newest entry is `1.2.0`, the version is `1.3.0`"]);
    }
}
