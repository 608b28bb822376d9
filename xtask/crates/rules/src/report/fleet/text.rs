//! The fleet for a terminal: findings, then the table, then one line.

use crate::fleet::{Fleet, FleetFinding, Site};

use super::{incomplete, rows, summary, Row};

pub fn text(fleet: &Fleet) -> String {
    let mut out = String::new();
    for one in &fleet.findings {
        out.push_str(&finding(one));
        out.push('\n');
    }
    out.push_str(&table(&rows(fleet)));
    out.push('\n');
    if let Some(remark) = incomplete(fleet) {
        out.push_str(&remark);
        out.push('\n');
    }
    out.push_str(&summary(fleet));
    out.push('\n');
    out
}

/// One finding, in the shape in which cargo shows one.
pub fn finding(finding: &FleetFinding) -> String {
    let head = format!("{}[{}] {}: {}", finding.severity, finding.rule.code, finding.rule.name, finding.message);
    let mut out = format!("{head}\n  --> {}\n", site(&finding.primary));
    for (place, message) in &finding.related {
        out.push_str(&format!("  ::: {}: {message}\n", site(place)));
    }
    if !finding.help.is_empty() {
        out.push_str(&format!("   = help: {}\n", finding.help));
    }
    out
}

/// One finding in one line.
pub fn line(finding: &FleetFinding) -> String {
    let place = site(&finding.primary);
    format!("{}[{}] {}: {place}: {}", finding.severity, finding.rule.code, finding.rule.name, finding.message)
}

/// `acme/widget .github/workflows/build.yml:12:9`.
pub fn site(site: &Site) -> String {
    let spot = format!("{}:{}:{}", site.spot.path, site.spot.line, site.spot.column);
    if site.repo.is_empty() {
        spot
    } else {
        format!("{} {spot}", site.repo)
    }
}

fn table(rows: &[Row]) -> String {
    let head = ["repository", "constitution", "inherits", "publishes", "runs", "open findings"];
    let mut lines: Vec<[String; 6]> = vec![head.map(str::to_string)];
    for row in rows {
        let name = if row.standing.is_empty() {
            row.name.clone()
        } else {
            format!("{} ({})", row.name, row.standing.join("; "))
        };
        let cells = [name, row.version.clone(), some(&row.inherits), some(&row.publishes), some(&row.runs), row.open()];
        lines.push(cells);
    }
    let width = |column: usize| {
        lines
            .iter()
            .filter_map(|line| line.get(column))
            .map(|cell| cell.chars().count())
            .filter(|width| *width <= WIDEST)
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..head.len()).map(width).collect();
    let mut out = String::new();
    for line in &lines {
        let cells: Vec<String> = line.iter().zip(&widths).map(|(cell, &width)| format!("{cell:width$}")).collect();
        out.push_str(cells.join("  ").trim_end());
        out.push('\n');
    }
    out
}

/// What is wider makes its own line longer, not the column of everybody.
const WIDEST: usize = 120;

/// The first two, and how many more.
fn some(texts: &[String]) -> String {
    match texts {
        [] => "-".to_string(),
        [one] => one.clone(),
        [one, two] => format!("{one}, {two}"),
        [one, two, rest @ ..] => format!("{one}, {two}, +{}", rest.len()),
    }
}
