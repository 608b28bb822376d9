//! Findings as Markdown, for job summaries, comments and tickets.

use super::human::{self, Style};
use super::{Locator, Report};

/// A table of the findings and the sum below it. Ends in a line feed.
pub fn markdown(report: &Report<'_>) -> String {
    let locator = Locator::new(report.sources);
    let mut out = String::new();
    if !report.findings().is_empty() {
        out.push_str("| | rule | where | what | what to do |\n|---|---|---|---|---|\n");
    }
    for finding in report.findings() {
        let at = locator.region(&finding.primary);
        let mut what = cell(&finding.message.to_string());
        for label in &finding.related {
            let at = locator.region(&label.place);
            what.push_str(&format!(
                "<br>{}: {}",
                code(&format!("{}:{}", label.place.path, at.line)),
                cell(&label.message.to_string())
            ));
        }
        let place = code(&format!("{}:{}:{}", finding.primary.path, at.line, at.column));
        let (rule, help) = (finding.rule, cell(&finding.help.to_string()));
        out.push_str(&format!("| {} | {} {} | {place} | {what} | {help} |\n", finding.severity, rule.code, rule.name));
    }
    if !out.is_empty() {
        out.push('\n');
    }
    out.push_str(&cell(&human::summary(report, Style::PLAIN)));
    out.push('\n');
    out
}

/// Text that stays in its table cell: the values in backticks stay code, all else that
/// Markdown or HTML would read is escaped.
pub fn cell(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let closed = text.matches('`').count() / 2 * 2;
    let mut ticks = 0;
    for c in text.chars() {
        let in_code = ticks % 2 == 1 && ticks < closed;
        match c {
            '`' if ticks < closed => {
                ticks += 1;
                out.push('`');
            }
            '\r' | '\n' | '\t' => out.push(' '),
            // GitHub reads `\|` as a bar in a table, inside of code as well.
            '|' => out.push_str("\\|"),
            '<' if !in_code => out.push_str("&lt;"),
            '\\' | '*' | '_' | '[' | ']' | '#' | '~' | '@' | '`' if !in_code => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => out.push(' '),
            c => out.push(c),
        }
    }
    out
}

fn code(text: &str) -> String {
    cell(&format!("`{}`", text.replace('`', "'")))
}
