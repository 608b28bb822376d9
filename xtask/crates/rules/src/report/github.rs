//! Findings inside of a GitHub Actions job: annotations by workflow commands, and a
//! Markdown page for `$GITHUB_STEP_SUMMARY`.
//!
//! Commands and their escaping: actions/toolkit `packages/core/src/command.ts`. The
//! runner refuses `col` where the annotation spans lines (actions/runner
//! `IssueCommandExtension`), and shows at most 10 errors and 10 warnings a step.

use super::{human, markdown, trace, Locator, Report};
use prodproof_syntax::finding::{Finding, Severity};
use prodproof_syntax::markdown::write;

/// One workflow command a finding, then the sum in a plain line for the log.
pub fn github(report: &Report<'_>) -> String {
    let locator = Locator::new(report.sources);
    let mut out = String::new();
    for finding in report.findings() {
        out.push_str(&annotation(&locator, finding));
        out.push('\n');
    }
    // Nothing from a repository may pass for a command of its own.
    out.push_str(&human::summary(report, human::Style::PLAIN).trim_start_matches(':').replace(['\r', '\n'], " "));
    out.push('\n');
    out
}

/// The page of the job: the answer, the chain as a picture, the findings as a table.
pub fn step_summary(report: &Report<'_>) -> String {
    let mut out = String::from("## Delivery chain\n\n");
    if let Some(chain) = report.chain {
        let (answer, picture) = (write::text(&trace::answer(chain)), write::fenced("mermaid", &trace::mermaid(chain)));
        out.push_str(&format!("{answer}\n\n{picture}\n"));
    }
    out.push_str("## Findings\n\n");
    out.push_str(&markdown::markdown(report));
    out
}

pub(super) fn annotation(locator: &Locator<'_>, finding: &Finding) -> String {
    let command = match finding.severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
        Severity::Info => "notice",
    };
    let at = locator.region(&finding.primary);
    let mut properties = vec![
        ("file", finding.primary.path.clone()),
        ("line", at.line.to_string()),
        ("endLine", at.end_line.to_string()),
    ];
    if at.line == at.end_line {
        properties.push(("col", at.column.to_string()));
        properties.push(("endColumn", at.end_column.to_string()));
    }
    properties.push(("title", format!("{} {}", finding.rule.code, finding.rule.name)));
    let properties: Vec<String> =
        properties.into_iter().map(|(key, value)| format!("{key}={}", escape_property(&value))).collect();
    let mut message = finding.message.to_string();
    for label in &finding.related {
        let at = locator.region(&label.place);
        message.push_str(&format!("\n{}:{}: {}", label.place.path, at.line, label.message));
    }
    if !finding.help.is_empty() {
        message.push_str(&format!("\nhelp: {}", finding.help));
    }
    format!("::{command} {}::{}", properties.join(","), escape_data(&message))
}

/// The message behind `::`.
pub fn escape_data(text: &str) -> String {
    text.replace('%', "%25").replace('\r', "%0D").replace('\n', "%0A")
}

/// A value between `,` and `=`.
pub fn escape_property(text: &str) -> String {
    escape_data(text).replace(':', "%3A").replace(',', "%2C")
}
