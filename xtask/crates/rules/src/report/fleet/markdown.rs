//! The fleet as Markdown, for a job summary or an issue.

use crate::fleet::JoinedFleet;

use super::text::site;
use super::{incomplete, rows, summary};

pub fn markdown(fleet: &JoinedFleet) -> String {
    let mut out = format!("# Fleet\n\n{}\n", summary(fleet));
    if let Some(remark) = incomplete(fleet) {
        out.push_str(&format!("\n> {}\n", escape(&remark)));
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
            escape(&finding.message.to_string()),
            code(&site(&finding.primary)),
        ));
        for (place, message) in &finding.related {
            out.push_str(&format!("  - {}: {}\n", code(&site(place)), escape(message)));
        }
        if !finding.help.is_empty() {
            out.push_str(&format!("  - help: {}\n", escape(&finding.help.to_string())));
        }
    }
    out.push_str("\n## Repositories\n\n| Repository | Constitution | Inherits | Publishes | Runs | Open findings |\n| --- | --- | --- | --- | --- | --- |\n");
    for row in rows(fleet) {
        let name = if row.standing.is_empty() {
            escape(&row.name)
        } else {
            format!("{} ({})", escape(&row.name), escape(&row.standing.join("; ")))
        };
        let list = |texts: &[String]| texts.iter().map(|text| code(text)).collect::<Vec<_>>().join("<br>");
        out.push_str(&format!(
            "| {name} | {} | {} | {} | {} | {} |\n",
            escape(&row.version),
            escape(&row.inherits.join(", ")),
            list(&row.publishes),
            list(&row.runs),
            row.open(),
        ));
    }
    out
}

/// Text between backticks stays code; the rest must not become markup or end a cell.
fn escape(text: &str) -> String {
    let mut out = String::new();
    let mut within = false;
    for c in text.chars() {
        match c {
            '`' => within = !within,
            '\n' | '\r' => {
                out.push(' ');
                continue;
            }
            '|' => out.push('\\'),
            '*' | '_' | '<' | '[' | ']' | '#' | '\\' if !within => out.push('\\'),
            _ => {}
        }
        out.push(c);
    }
    if within {
        out.push('`');
    }
    out
}

fn code(text: &str) -> String {
    let plain = text.replace(['\n', '\r'], " ").replace('|', "\\|");
    if plain.contains('`') {
        format!("`` {plain} ``")
    } else {
        format!("`{plain}`")
    }
}
