//! The fleet as Markdown, for a job summary or an issue.

use crate::fleet::JoinedFleet;

use super::text::site;
use super::{incomplete, rows, summary};
use prodproof_syntax::markdown::write;

pub fn markdown(fleet: &JoinedFleet) -> String {
    let mut out = format!("# Fleet\n\n{}\n", summary(fleet));
    if let Some(remark) = incomplete(fleet) {
        out.push_str(&format!("\n> {}\n", write::text(&remark)));
    }
    if !fleet.findings.is_empty() {
        out.push_str("\n## Findings\n\n");
    }
    for finding in &fleet.findings {
        out.push_str(&format!(
            "- **{} {}** ({}): {}  \n  at {}\n",
            finding.rule.code,
            finding.rule.name,
            finding.severity,
            write::text(&finding.message.to_string()),
            write::code(&site(&finding.primary)),
        ));
        for (place, message) in &finding.related {
            out.push_str(&format!("  - {}: {}\n", write::code(&site(place)), write::text(message)));
        }
        if !finding.help.is_empty() {
            out.push_str(&format!("  - help: {}\n", write::text(&finding.help.to_string())));
        }
    }
    out.push_str("\n## Repositories\n\n| Repository | Constitution | Inherits | Publishes | Runs | Open findings |\n| --- | --- | --- | --- | --- | --- |\n");
    for row in rows(fleet) {
        let name = if row.standing.is_empty() {
            write::text(&row.name)
        } else {
            format!("{} ({})", write::text(&row.name), write::text(&row.standing.join("; ")))
        };
        let list = |texts: &[String]| texts.iter().map(|text| write::code(text)).collect::<Vec<_>>().join("<br>");
        out.push_str(&format!(
            "| {name} | {} | {} | {} | {} | {} |\n",
            write::text(&row.version),
            write::text(&row.inherits.join(", ")),
            list(&row.publishes),
            list(&row.runs),
            row.open(),
        ));
    }
    out
}
