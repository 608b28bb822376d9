//! Findings as Markdown, for job summaries, comments and tickets.

use super::human::{self, Style};
use super::{Locator, Report};
use prodproof_syntax::markdown::write;

/// A table of the findings and the sum below it. Ends in a line feed.
pub fn markdown(report: &Report<'_>) -> String {
    let locator = Locator::new(report.sources);
    let mut out = String::new();
    if !report.findings().is_empty() {
        out.push_str("| | rule | where | what | what to do |\n|---|---|---|---|---|\n");
    }
    for finding in report.findings() {
        let at = locator.region(&finding.primary);
        let mut what = write::text(&finding.message.to_string());
        for label in &finding.related {
            let at = locator.region(&label.place);
            what.push_str(&format!(
                "<br>{}: {}",
                write::code(&format!("{}:{}", label.place.path, at.line)),
                write::text(&label.message.to_string())
            ));
        }
        let place = write::code(&format!("{}:{}:{}", finding.primary.path, at.line, at.column));
        let (rule, help) = (finding.rule, write::text(&finding.help.to_string()));
        out.push_str(&format!("| {} | {} {} | {place} | {what} | {help} |\n", finding.severity, rule.code, rule.name));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&write::text(&human::summary(report, Style::PLAIN)));
    out.push('\n');
    out
}
