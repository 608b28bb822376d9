//! The rules' documentation, printed from their doc comments: `explain` at the
//! terminal, `RULES.md`.

use std::fmt::Write;

use crate::fold::{indented, paragraph};
use crate::rules::FAMILIES;
use prodproof_syntax::finding::Rule;
use prodproof_syntax::finding::Severity;

/// What the letter of a code stands for, in the order of [`FAMILIES`].
const TITLES: &[(&str, &str)] = &[
    ("constitution", "Constitution: what was promised"),
    ("build", "Build: what is published, and when"),
    ("deploy", "Deploy: what the host runs, and whether it pulls anew"),
    ("chain", "Chain: what one file says about another"),
    ("fleet", "Fleet: one publisher for one tag"),
    ("live", "Live: what was merged is running"),
];

/// Where the playground and the rules' pages are published, with a `/` at the end. Empty:
/// nowhere yet, and nothing links there.
pub const SITE: &str = "";

/// The page on which a new issue of the project is written, where that is known.
pub const ISSUES: &str = "";

/// The address of a rule's page below `site`; none where there is no site.
pub fn page_url(site: &str, rule: &Rule) -> Option<String> {
    (!site.is_empty()).then(|| format!("{site}rules/{}/", rule.code))
}

/// The doc comment as Markdown, without the space behind `///`. Ends in a line feed.
pub fn markdown(rule: &Rule) -> String {
    let mut out = String::new();
    for line in rule.docs.lines() {
        out.push_str(line.strip_prefix(' ').unwrap_or(line).trim_end());
        out.push('\n');
    }
    out.trim_matches('\n').to_string() + "\n"
}

/// One section's text, without its heading.
pub fn section(rule: &Rule, heading: &str) -> Option<String> {
    let text = markdown(rule);
    let (_, rest) = text.split_once(&format!("## {heading}\n"))?;
    let end = rest.find("\n## ").unwrap_or(rest.len());
    Some(rest[..end].trim().to_string())
}

/// The columns of a page: those of the terminal, within what is read with ease.
pub fn page(columns: Option<usize>) -> usize {
    columns.unwrap_or(80).min(100)
}

/// The page for a terminal: Markdown without fences, code indented and as it stands, words
/// in lines of one width. Ends in a line feed.
pub fn explain(rule: &Rule, columns: usize) -> String {
    let mut page = Page { out: String::new(), words: String::new(), columns };
    page.line(&format!("{} {} ({})", rule.code, rule.name, rule.severity));
    page.line(rule.summary);
    let mut fence = None;
    for line in markdown(rule).lines() {
        if let Some(language) = line.trim_start().strip_prefix("```") {
            page.end();
            fence = if fence.is_none() { Some(language) } else { None };
        } else if let Some(language) = fence {
            let code = format!("    {line}");
            // What a terminal has shown goes on below; code stays as it is typed.
            let printed = language == "text";
            page.out.push_str(if printed { indented(&code, columns, 8) } else { code }.trim_end());
            page.out.push('\n');
        } else if let Some(heading) = line.strip_prefix("## ") {
            page.line("");
            page.line(&heading.to_uppercase());
        } else if line.is_empty() || line.starts_with(['|', '>']) {
            page.line(line);
        } else {
            page.words(line);
        }
    }
    page.end();
    let mut out = page.out;
    // Where a heading or a fence went there may be two empty lines.
    while out.contains("\n\n\n") {
        out = out.replace("\n\n\n", "\n\n");
    }
    out
}

/// A page that is being written.
struct Page {
    out: String,
    /// A paragraph, or a list's item, that goes on.
    words: String,
    columns: usize,
}

impl Page {
    /// A line that belongs to the paragraph before it, unless an item of a list begins.
    fn words(&mut self, line: &str) {
        let text = line.trim_start();
        let number = text.trim_start_matches(|c: char| c.is_ascii_digit());
        let item =
            text.starts_with("- ") || text.starts_with("* ") || (number.len() < text.len() && number.starts_with(". "));
        if item || self.words.is_empty() {
            self.end();
            self.words.push_str(line);
        } else {
            self.words.push(' ');
            self.words.push_str(text);
        }
    }

    fn line(&mut self, line: &str) {
        self.end();
        self.words.push_str(line);
        self.end();
        if line.is_empty() {
            self.out.push('\n');
        }
    }

    fn end(&mut self) {
        if !self.words.is_empty() {
            self.out.push_str(&paragraph(&unlinked(&self.words), self.columns));
            self.out.push('\n');
            self.words.clear();
        }
    }
}

/// `[text](address)` as `text <address>`: what a terminal shows and finds.
fn unlinked(text: &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some((before, link)) = rest.split_once('[') {
        let parts = link.split_once("](http").and_then(|(label, to)| Some((label, to.split_once(')')?)));
        match parts.filter(|(label, _)| !label.contains('[')) {
            Some((label, (to, behind))) => {
                let _ = write!(out, "{before}{label} <http{to}>");
                rest = behind;
            }
            None => {
                let _ = write!(out, "{before}[");
                rest = link;
            }
        }
    }
    out + rest
}

/// All rules in short, a line each, for `explain` without a rule.
pub fn list() -> String {
    let mut out = String::new();
    for (family, title) in TITLES {
        if of(family).next().is_none() {
            continue;
        }
        let _ = writeln!(out, "{}{title}", if out.is_empty() { "" } else { "\n" });
        out.push_str(&lines(&of(family).collect::<Vec<_>>()));
    }
    out
}

/// Rules in short, a line each.
pub fn lines(rules: &[&Rule]) -> String {
    let line =
        |rule: &&Rule| format!("  {} {:<32} {:<8} {}\n", rule.code, rule.name, rule.severity.as_str(), rule.summary);
    rules.iter().map(line).collect()
}

/// The whole of `xtask/RULES.md`.
pub fn rules_md() -> String {
    let mut out = String::from(
        "<!-- markdownlint-disable MD013 MD024 -->\n# Rules\n\nGenerated from the rules' doc comments; do not edit.\n\
         `cargo xtask explain RULE` prints the same offline.\n\n\
         A waiver needs a reason: `[[waiver]]` in the constitution's contract, or a comment on the line or above it,\n\
         `# xtask: allow(rule) reason` in YAML and units, `<!-- xtask: allow(rule) reason -->` in Markdown.\n",
    );
    for (family, title) in TITLES {
        if of(family).next().is_none() {
            continue;
        }
        let _ = write!(out, "\n## {title}\n\n{}", table(of(family)));
        for rule in of(family) {
            let _ = write!(
                out,
                "\n### {} {}\n\n{}: {}.\n\n",
                rule.code,
                rule.name,
                match rule.severity {
                    Severity::Error => "Error",
                    Severity::Warning => "Warning",
                    Severity::Info => "Info",
                },
                rule.summary
            );
            out.push_str(&deeper(&markdown(rule)));
        }
    }
    out
}

fn of(family: &'static str) -> impl Iterator<Item = &'static Rule> {
    FAMILIES.iter().filter(move |(name, _)| *name == family).flat_map(|(_, rules)| rules.iter().copied())
}

fn table(rules: impl Iterator<Item = &'static Rule>) -> String {
    let mut out = String::from("| code | name | | finds that |\n| --- | --- | --- | --- |\n");
    for rule in rules {
        let anchor = format!("{}-{}", rule.code.to_lowercase(), rule.name);
        let summary = rule.summary.replace('|', "\\|");
        let _ = writeln!(out, "| {} | [{}](#{anchor}) | {} | {summary} |", rule.code, rule.name, rule.severity);
    }
    out
}

/// Headings two levels deeper, but not in code; with the empty lines around headings
/// and code that Markdown's linters want.
fn deeper(text: &str) -> String {
    let mut out = String::new();
    let mut code = false;
    let mut gap = true;
    for line in text.lines() {
        let fence = line.trim_start().starts_with("```");
        let heading = !code && line.starts_with("## ");
        let opens = heading || (fence && !code);
        if (opens && !gap) || (gap && !line.is_empty() && !out.is_empty() && !out.ends_with("\n\n")) {
            out.push('\n');
        }
        if fence {
            code = !code;
        }
        let _ = writeln!(out, "{}{line}", if heading { "##" } else { "" });
        gap = heading || (fence && !code) || (line.is_empty() && !code);
    }
    out
}
