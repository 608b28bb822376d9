//! The fleet for a terminal: findings, then the table, then one line.

use crate::fleet::{FleetFinding, JoinedFleet, Site};
use crate::fold;

use super::{incomplete, rows, summary, Row};

pub fn text(fleet: &JoinedFleet) -> String {
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

/// The screen that everybody has.
const WIDTH: usize = 80;

/// A line a repository where all of it fits the screen, else a paragraph.
fn table(rows: &[Row]) -> String {
    let head = ["repository", "constitution", "inherits", "publishes", "runs", "open findings"];
    let mut lines: Vec<[String; 6]> = vec![head.map(str::to_string)];
    for row in rows {
        let name = match row.standing.as_slice() {
            [] => row.name.clone(),
            standing => format!("{} ({})", row.name, some(standing, "; ")),
        };
        let list = |texts: &[String]| if texts.is_empty() { "-".to_string() } else { some(texts, ", ") };
        lines.push([name, row.version.clone(), list(&row.inherits), list(&row.publishes), list(&row.runs), row.open()]);
    }
    let width = |column: usize| lines.iter().map(|line| fold::columns(&line[column])).max().unwrap_or(0);
    let widths: [usize; 6] = std::array::from_fn(width);
    if widths.iter().sum::<usize>() + 2 * (widths.len() - 1) > WIDTH {
        return rows.iter().map(paragraph).collect();
    }
    let mut out = String::new();
    for line in &lines {
        let padded = |(cell, width): (&String, &usize)| format!("{cell}{}", " ".repeat(width - fold::columns(cell)));
        let cells: Vec<String> = line.iter().zip(&widths).map(padded).collect();
        out.push_str(cells.join("  ").trim_end());
        out.push('\n');
    }
    out
}

/// A repository, and below it what there is to tell of it.
fn paragraph(row: &Row) -> String {
    let mut out = match row.standing.as_slice() {
        [] => format!("{}\n", row.name),
        standing => wrapped(&format!("{} ({})", row.name, some(standing, "; ")), 4),
    };
    let inherits = match row.inherits.as_slice() {
        [] => Vec::new(),
        parents => vec![format!("inherits {}", some(parents, ", "))],
    };
    let constitution = [vec![row.version.clone()], inherits].concat().join(", ");
    for (what, text) in [
        ("constitution", constitution),
        ("publishes", some(&row.publishes, ", ")),
        ("runs", some(&row.runs, ", ")),
        ("open findings", row.open()),
    ] {
        if !text.is_empty() && text != "-" {
            out.push_str(&wrapped(&format!("  {what:13}  {text}"), 17));
        }
    }
    out
}

/// A line, folded to the screen: what follows is indented.
fn wrapped(line: &str, indent: usize) -> String {
    fold::indented(line, WIDTH, indent) + "\n"
}

/// The first two, and how many more.
fn some(texts: &[String], between: &str) -> String {
    match texts {
        [one, two, rest @ ..] if !rest.is_empty() => format!("{one}{between}{two}{between}and {} more", rest.len()),
        all => all.join(between),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, standing: usize, publishes: &[&str]) -> Row {
        Row {
            name: name.into(),
            standing: (0..standing).map(|n| format!("a fork beside acme/fork-{n}")).collect(),
            version: "1.2.0".into(),
            inherits: Vec::new(),
            publishes: publishes.iter().map(|text| (*text).to_string()).collect(),
            runs: Vec::new(),
            errors: 1,
            warnings: 0,
            infos: 0,
        }
    }

    #[test]
    fn what_fits_the_screen_is_a_table() {
        let table = table(&[row("acme/a", 0, &["quay.io/acme/a"]), row("acme/b", 0, &[])]);
        let lines: Vec<&str> = table.lines().collect();
        assert_eq!(lines.len(), 3, "{table}");
        assert_eq!(lines[1], "acme/a      1.2.0         -         quay.io/acme/a  -     1 error");
    }

    #[test]
    fn wide_characters_keep_the_columns_below_each_other() {
        let table = table(&[row("acme/部品", 0, &[]), row("acme/widget", 0, &[])]);
        let column = |line: &str| fold::columns(line.split("1.2.0").next().unwrap_or_default());
        let columns: Vec<usize> = table.lines().skip(1).map(column).collect();
        assert_eq!(columns, [13, 13], "{table}");
    }

    #[test]
    fn what_does_not_is_paragraphs_of_80_columns() {
        let tags = ["quay.io/acme/widget:latest", "quay.io/acme/widget:1.2.3", "quay.io/acme/widget:1.2", "x:1"];
        let table = table(&[row("acme/widget", 40, &tags)]);
        assert!(table.lines().all(|line| line.chars().count() <= WIDTH), "{table}");
        assert!(table.contains("and 38 more)"), "{table}");
        assert!(table.contains("quay.io/acme/widget:1.2.3, and 2\n                 more"), "{table}");
        assert!(!table.contains("runs"), "nothing runs: {table}");
    }

    #[test]
    fn a_word_wider_than_the_screen_has_a_line_of_its_own() {
        let long = "x".repeat(100);
        let text = wrapped(&format!("  publishes  a {long} b"), 4);
        assert_eq!(text, format!("  publishes  a\n    {long}\n    b\n"));
    }
}
