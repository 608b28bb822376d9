//! The sync impact report that spec-kit's command leaves as an HTML comment at the top:
//! which version it says the document went from and to. Must not judge it.

use crate::document::number::{self, Number};
use crate::document::placeholder;
use crate::level::Level;
use crate::lexicon::{listed, Topic};
use prodproof_syntax::markdown::{BlockKind, Markdown};
use prodproof_syntax::span::{Span, Spanned};

/// One report. Several may be stacked in one comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SyncReport {
    /// The comment it stands in, with its marks.
    pub comment: Span,
    /// The line `Version change: …`.
    pub line: Span,
    /// `None` where it says that there was none ("N/A", "template").
    pub old: Option<Spanned<Number>>,
    pub new: Option<Spanned<Number>>,
    /// A level that a person stated, with the reason: `Level: patch (reason: …)`.
    pub level: Option<(Spanned<Level>, String)>,
    /// The level that it says the amendment has: "(MINOR)", "Bump rationale: MAJOR, …".
    pub claimed: Option<Spanned<Level>>,
}

pub fn read(text: &str, markdown: &Markdown) -> Vec<SyncReport> {
    let mut reports: Vec<SyncReport> = Vec::new();
    for block in markdown.blocks.iter().filter(|block| block.kind == BlockKind::Html) {
        let source = block.span.text(text);
        let mut at = 0;
        while let Some(open) = source[at..].find("<!--").map(|open| at + open) {
            let close = source[open..].find("-->").map_or(source.len(), |close| open + close + 3);
            comment(text, Span::new(open, close).shift(block.span.start), &mut reports);
            at = close;
        }
    }
    reports
}

fn comment(text: &str, comment: Span, reports: &mut Vec<SyncReport>) {
    let first = reports.len();
    let mut start = comment.start;
    for line in comment.text(text).split_inclusive('\n') {
        let body = line.trim_end_matches(['\r', '\n']);
        let span = Span::new(start, start + body.strip_suffix("-->").unwrap_or(body).trim_end().len());
        start += line.len();
        if let Some((old, new)) = change(text, span) {
            let claimed = claimed(text, span);
            reports.push(SyncReport { comment, line: span, old, new, level: None, claimed });
        } else if let (Some(report), Some(level)) = (reports[first..].last_mut(), level(text, span)) {
            report.level = report.level.take().or(Some(level));
        } else if let (Some(report), Some(level)) = (reports[first..].last_mut(), claimed_beside(text, span)) {
            report.claimed = report.claimed.take().or(Some(level));
        }
    }
}

/// What `line` says behind its label, if the label is one of `labels`.
fn value<'a>(line: &'a str, labels: &[&str]) -> Option<(usize, &'a str)> {
    let (label, rest) = line.split_once([':', '：'])?;
    let label = label.trim_start_matches("<!--");
    let plain: String = label.chars().filter(|c| c.is_alphabetic() || *c == ' ').collect();
    let known = labels.contains(&plain.trim().to_lowercase().as_str());
    known.then_some((line.len() - rest.len(), rest))
}

type Side = Option<Spanned<Number>>;

/// Both sides of `Version change: 1.0.0 → 1.1.0`.
fn change(text: &str, line: Span) -> Option<(Side, Side)> {
    let source = line.text(text);
    let (start, rest) = value(source, listed(Topic::ReportChange))?;
    let (at, arrow) = ["→", "->", "=>", "⇒"].iter().find_map(|arrow| Some((rest.find(arrow)?, *arrow)))?;
    let start = line.start + start;
    let new = at + arrow.len();
    Some((side(text, Span::new(start, start + at)), side(text, Span::new(start + new, line.end))))
}

/// The first number in `span`, or the token that stands for one.
fn side(text: &str, span: Span) -> Side {
    let source = span.text(text);
    let mut fresh = true;
    for (at, c) in source.char_indices() {
        if fresh {
            let rest = &source[at..];
            if let Some((from, to, number)) = number::leading(rest).filter(|_| c != 'v' || rest.len() > 1) {
                return Some(Spanned::new(number, Span::new(at + from, at + to).shift(span.start)));
            }
            if placeholder::is_token(rest) {
                let end = rest.find([']', ')']).map_or(source.len(), |end| at + end + 1);
                return Some(Spanned::new(Number::Placeholder, Span::new(at, end).shift(span.start)));
            }
        }
        fresh = !c.is_alphanumeric();
    }
    None
}

/// The level that a line claims which is not the line of the change itself: it has to speak
/// of the bump.
fn claimed_beside(text: &str, line: Span) -> Option<Spanned<Level>> {
    let lower = line.text(text).to_lowercase();
    claimed(text, line).filter(|_| listed(Topic::ReportBump).iter().any(|word| lower.contains(word)))
}

/// The one level in capitals that a line names; "MAJOR.MINOR.PATCH" names none.
fn claimed(text: &str, line: Span) -> Option<Spanned<Level>> {
    let source = line.text(text);
    let mut found = None;
    for name in ["MAJOR", "MINOR", "PATCH"] {
        for (at, _) in source.match_indices(name) {
            let sticks = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '/' | '_'));
            let behind = source[at + name.len()..].chars().next();
            let end = behind == Some('.') && !source[at + name.len() + 1..].starts_with(char::is_alphanumeric);
            if sticks(source[..at].chars().next_back()) || sticks(behind) && !end {
                continue;
            }
            let level = Spanned::new(Level::parse(name)?, Span::new(at, at + name.len()).shift(line.start));
            if found.replace(level).is_some() {
                return None;
            }
        }
    }
    found
}

/// `Level: patch (reason: …)`; a level without a reason is none.
fn level(text: &str, line: Span) -> Option<(Spanned<Level>, String)> {
    let source = line.text(text);
    let (start, rest) = value(source, &["level"])?;
    let word = rest.trim_start().split(|c: char| !c.is_ascii_alphabetic()).next().unwrap_or_default();
    let level = Level::parse(word)?;
    let from = line.start + start + rest.len() - rest.trim_start().len();
    let (_, reason) = rest.split_once("reason")?;
    let reason = reason.trim_start_matches([':', '：', ' ']).trim_end_matches("-->").trim();
    let reason = reason.strip_suffix(')').unwrap_or(reason).trim();
    let span = Span::new(from, from + word.len());
    reason.chars().any(char::is_alphanumeric).then(|| (Spanned::new(level, span), reason.to_string()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn changes(text: &str) -> Vec<String> {
        let side = |side: &Side| side.as_ref().map_or("none", |side| side.span.text(text)).to_string();
        let reports = read(text, &Markdown::read(text));
        reports.iter().map(|report| format!("{} to {}", side(&report.old), side(&report.new))).collect()
    }

    #[test]
    fn both_arrows_and_first_versions() {
        assert_eq!(
            changes("<!--\nSync Impact Report\n==================\nVersion change: 1.0.0 → 1.1.0\n-->\n"),
            ["1.0.0 to 1.1.0"]
        );
        assert_eq!(changes("<!--\n- **Version change**: v1.0 -> v1.1 (MINOR)\n-->\n"), ["1.0 to 1.1"]);
        assert_eq!(changes("<!-- Version Change: N/A → 1.0.0 (initial) -->\n"), ["none to 1.0.0"]);
        assert_eq!(changes("<!--\nVersion change: [TEMPLATE] → 1.0.0\n-->\n"), ["[TEMPLATE] to 1.0.0"]);
    }

    #[test]
    fn stacked_reports_in_one_comment_or_several() {
        let one = "\
<!--
Version change: 1.1.0 → 1.2.0

Previous:
Version change: 1.0.0 → 1.1.0
-->
";
        assert_eq!(changes(one), ["1.1.0 to 1.2.0", "1.0.0 to 1.1.0"]);
        let two = "<!--\nVersion change: 1.1.0 → 1.2.0\n-->\n<!--\nVersion change: 1.0.0 → 1.1.0\n-->\n\n# A\n";
        assert_eq!(changes(two), ["1.1.0 to 1.2.0", "1.0.0 to 1.1.0"]);
    }

    #[test]
    fn other_comments_are_no_reports() {
        assert_eq!(changes("<!-- Example: Library-First -->\n\n<!-- Version: 1.0.0 -->\n"), Vec::<String>::new());
    }

    #[test]
    fn a_claimed_level_is_named_alone() {
        let claimed = |lines: &str| {
            let text = format!("<!--\n{lines}\n-->\n");
            read(&text, &Markdown::read(&text))[0].claimed.as_ref().map(|claimed| claimed.value)
        };
        assert_eq!(claimed("Version change: 1.0.0 → 1.1.0 (MINOR)"), Some(Level::Minor));
        assert_eq!(
            claimed("Version change: 1.0.0 → 2.0.0\nBump rationale: MAJOR. A principle went."),
            Some(Level::Major)
        );
        assert_eq!(claimed("Version change: 1.0.0 → 1.1.0\nBump: by MAJOR.MINOR.PATCH"), None);
        assert_eq!(claimed("Version change: 1.0.0 → 1.1.0\nA MAJOR city."), None);
        assert_eq!(claimed("Version change: 1.0.0 → 1.1.0\nBump: MINOR, not MAJOR"), None);
    }

    #[test]
    fn a_stated_level_needs_a_reason() {
        let level = |line: &str| {
            let text = format!("<!--\nVersion change: 1.0.0 → 1.0.1\n{line}\n-->\n");
            read(&text, &Markdown::read(&text))[0].level.clone().map(|(level, reason)| (level.value, reason))
        };
        assert_eq!(
            level("Level: patch (reason: only an example moved (see PR 4))"),
            Some((Level::Patch, "only an example moved (see PR 4)".into()))
        );
        assert_eq!(level("Level: patch"), None);
        assert_eq!(level("Level: patch (reason: )"), None);
        assert_eq!(level("Level: huge (reason: x)"), None);
    }
}
