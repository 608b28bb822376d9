//! C025: the sync impact report claims more than the text shows.

use prodproof_constitution::Constitution;
use prodproof_syntax::finding::{rule, Finding, Place};

rule! {
    /// ## What it does
    /// Compares the level that the newest sync impact report names with the one that the
    /// amendment's content shows, and says where the report claims a higher one.
    ///
    /// ## Why is this bad?
    /// It may be meant: text alone does not tell everything. Or a change that the report
    /// speaks of is missing.
    ///
    /// ## Example
    /// ```markdown
    /// <!--
    /// Version change: 1.2.0 → 2.0.0
    /// Bump rationale: MAJOR, a principle was removed
    /// -->
    /// ```
    /// while every principle still stands.
    ///
    /// ## Use instead
    /// The report's level, if it is right, needs nothing; a higher version always passes.
    C025 OVERSTATED_REPORT "overstated-report" Info "the sync impact report claims more than the text shows"
}

pub(super) fn check(constitution: &Constitution, acc: &mut Vec<Finding>) {
    let claimed = constitution.demand.as_ref().and_then(|demand| Some((demand, demand.claimed.as_ref()?)));
    let Some((demand, claimed)) = claimed else { return };
    let message = format!("the report says {}, the text shows {}", claimed.value, demand.amendment.level);
    let finding = OVERSTATED_REPORT.at(Place::new(&constitution.path, claimed.span), message);
    acc.push(finding.help("look whether a change is missing, or the report says too much"));
}

#[cfg(test)]
mod tests {
    use crate::rules::constitution::tests::{amended, bad, BASE};

    #[test]
    fn a_report_that_says_too_much() {
        let report = |text: &str| format!("<!--\nVersion change: 1.2.0 → 2.0.0\nBump rationale: MAJOR\n-->\n{text}");
        let text = amended(BASE).replace("1.2.0", "2.0.0").replace("2025-02-02", "2026-11-22");
        bad(BASE, &report(&text), &["C025 "]);
    }
}
