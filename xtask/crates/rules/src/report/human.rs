//! Findings for people at a terminal: message, `path:line:col`, the source line with
//! the place underlined, the other places, one line of help.
//! Must not know whether there is a terminal: colour and width are given.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use annotate_snippets::{Annotation, AnnotationKind, Group, Level, Origin, Renderer, Snippet};

use super::{count, Locator, Report};
use crate::docs;
use crate::fold::fold;
use crate::select::Counts;
use prodproof_syntax::answer::Verdict;
use prodproof_syntax::finding::{Finding, Message, Place, Rule, Severity};
use prodproof_syntax::span::{floor, line_start, Span};

/// How the terminal wants it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Style {
    pub color: bool,
    /// Columns, where a terminal has them: lines are folded to them, sources cut.
    pub width: Option<usize>,
    /// Whether the terminal knows links (OSC 8).
    pub links: bool,
}

impl Style {
    pub const PLAIN: Self = Self { color: false, width: None, links: false };
}

/// The columns of a source's line where no terminal says them.
const MOST_OF_A_SOURCE: usize = 140;

/// Bytes of a line that are underlined, and as many that are shown behind: more than any
/// terminal has columns.
const MOST_OF_A_LINE: usize = 600;

/// Other places that a finding shows; how many more there are is said.
const MOST_PLACES: usize = 40;

/// The whole report, ending in one line that sums it up. Ends in a line feed.
pub fn human(report: &Report<'_>, style: Style) -> String {
    let renderer = if style.color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.term_width(style.width.unwrap_or(MOST_OF_A_SOURCE));
    let locator = Locator::new(report.sources);
    let mut out = String::new();
    for (index, finding) in report.findings().iter().enumerate() {
        let group = group(report, &locator, finding, &report.follows(index));
        let site = if style.links { docs::SITE } else { "" };
        for (at, line) in renderer.render(&[group]).lines().enumerate() {
            let line = if at == 0 { linked(line, finding.rule, site) } else { line.into() };
            out.push_str(line.trim_end());
            out.push('\n');
        }
        out.push('\n');
    }
    out.push_str(&summary(report, style));
    out.push('\n');
    fold(&out, style.width)
}

/// The line with the rule's code leading to its page, where there is a site.
fn linked<'a>(line: &'a str, rule: &Rule, site: &str) -> Cow<'a, str> {
    let code = format!("[{}]", rule.code);
    match (docs::page_url(site, rule), line.find(&code)) {
        (Some(url), Some(at)) => {
            let (before, after) = (&line[..at], &line[at + code.len()..]);
            format!("{before}[\u{1b}]8;;{url}\u{1b}\\{}\u{1b}]8;;\u{1b}\\]{after}", rule.code).into()
        }
        _ => line.into(),
    }
}

/// "3 errors, 1 warning (2 fixable with `--fix`)", or the sentence for nothing found.
pub fn summary(report: &Report<'_>, style: Style) -> String {
    let Counts { errors, warnings, infos, fixable, fixable_unsafely, waived, suppressed } = report.counts();
    let paint =
        |code: &str, text: String| if style.color { format!("\u{1b}[1m\u{1b}[{code}m{text}\u{1b}[0m") } else { text };
    let mut aside = Vec::new();
    if fixable > 0 {
        aside.push(format!("{fixable} fixable with --fix"));
    }
    if fixable_unsafely > 0 {
        let more = if fixable > 0 { "more with " } else { "fixable with --fix " };
        aside.push(format!("{fixable_unsafely} {more}--unsafe-fixes"));
    }
    if suppressed > 0 {
        aside.push(format!("{suppressed} more only {} from these", if suppressed == 1 { "follows" } else { "follow" }));
    }
    if waived > 0 {
        aside.push(format!("{waived} waived"));
    }
    let hidden = report.selected.hidden;
    if hidden > 0 {
        aside.push(format!("{hidden} not selected"));
    }
    let aside = if aside.is_empty() { String::new() } else { format!(" ({})", aside.join(", ")) };
    let kinds = [(errors, "error", "31"), (warnings, "warning", "33"), (infos, "info", "34")];
    let kinds = kinds.into_iter().filter(|(n, ..)| *n > 0);
    let kinds: Vec<String> = kinds.map(|(n, what, code)| paint(code, count(n, what))).collect();
    let counted = format!("{}{aside}", kinds.join(", "));
    if errors + warnings > 0 {
        return counted;
    }
    // Nothing found is no proof where rules were left out or the chain is not known.
    let (opening, words) = match report.chain.map_or(Verdict::Yes, |chain| chain.merge_reaches_production) {
        _ if hidden > 0 => (paint("33", "nothing found".to_string()), "by the selected rules".to_string()),
        Verdict::Yes => (paint("32", "ok:".to_string()), plain(report.clean)),
        Verdict::Conditional => (paint("32", "ok, on condition:".to_string()), plain(report.clean)),
        Verdict::Unknown | Verdict::No => {
            let found = if infos == 0 { "nothing found, but" } else { "no fault found, but" };
            (paint("33", found.to_string()), plain(report.clean))
        }
    };
    match infos {
        0 => format!("{opening} {words}{aside}"),
        // What is worth knowing does not hang on the answer.
        _ if hidden > 0 => counted,
        _ => format!("{counted}\n{opening} {words}"),
    }
}

fn group<'a>(report: &Report<'a>, locator: &Locator<'_>, finding: &Finding, follows: &[&Finding]) -> Group<'a> {
    let level = match finding.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
        Severity::Info => Level::INFO,
    };
    let head = format!("{}[{}] {}", finding.severity, finding.rule.code, finding.rule.name);
    let mut group = Group::with_title(level.with_name(head).primary_title(plain(&finding.message)));
    let more = finding.related.len().saturating_sub(MOST_PLACES);
    for (path, marks) in marks_by_file(finding) {
        let text = report.sources.text(path);
        // The file as a whole has no line to show.
        let is_whole = |mark: &Mark<'_>| text.is_none() || mark.place.span == Span::default();
        let (whole, exact): (Vec<_>, Vec<_>) = marks.into_iter().partition(is_whole);
        for mark in whole {
            let mut origin = Origin::path(plain(path));
            if text.is_some() {
                let region = locator.region(mark.place);
                origin = origin.line(region.line).char_column(region.column);
            }
            group = group.element(origin);
            if let Some(message) = mark.message {
                group = group.element(Level::NOTE.message(plain(message)));
            }
        }
        if let (Some(text), false) = (text, exact.is_empty()) {
            group = group.element(snippet(path, text, locator, &exact));
        }
    }
    if more > 0 {
        group = group.element(Level::NOTE.message(format!("{more} more places in `--format json`")));
    }
    if !finding.help.is_empty() {
        group = group.element(Level::HELP.message(plain(&finding.help)));
    }
    if let Some(fix) = &finding.fix {
        let flags = if fix.safe { "--fix" } else { "--fix --unsafe-fixes" };
        group = group.element(Level::HELP.with_name("fix").message(format!("{} ({flags})", plain(&fix.title))));
    }
    if !follows.is_empty() {
        let mut names: Vec<String> =
            follows.iter().map(|one| format!("{}[{}]", one.rule.name, one.rule.code)).collect();
        names.dedup();
        group = group.element(Level::NOTE.message(format!("not shown, as it follows from this: {}", names.join(", "))));
    }
    group
}

/// A place to underline; what is to be seen there, unless it is the primary one.
struct Mark<'a> {
    place: &'a Place,
    message: Option<&'a Message>,
}

/// Other places in the primary's file share its snippet; each further file has its own.
fn marks_by_file(finding: &Finding) -> Vec<(&str, Vec<Mark<'_>>)> {
    let primary = Mark { place: &finding.primary, message: None };
    let related = finding
        .related
        .iter()
        .take(MOST_PLACES)
        .map(|label| Mark { place: &label.place, message: Some(&label.message) });
    let mut files: Vec<(&str, Vec<Mark<'_>>)> = Vec::new();
    for mark in std::iter::once(primary).chain(related) {
        match files.iter_mut().find(|(path, _)| *path == mark.place.path) {
            Some((_, marks)) => marks.push(mark),
            None => files.push((&mark.place.path, vec![mark])),
        }
    }
    files
}

/// The lines from the first to the last place; what lies between is folded.
fn snippet<'a>(path: &str, text: &'a str, locator: &Locator<'_>, marks: &[Mark<'_>]) -> Snippet<'a, Annotation<'a>> {
    let spans: Vec<Range<usize>> = marks.iter().map(|mark| within(text, mark.place.span.range())).collect();
    let low = spans.iter().map(|span| span.start).min().unwrap_or_default();
    let high = spans.iter().map(|span| span.end).max().unwrap_or_default();
    let mut start = line_start(&text[..low]);
    let end = text[high..].find('\n').map_or(text.len(), |at| high + at + 1);
    let end = end.min(floor(text, high + MOST_OF_A_LINE));
    let line = locator.region(&Place::new(path, Span::at(start))).line;
    if start == 0 && text.starts_with('\u{feff}') {
        start = '\u{feff}'.len_utf8();
    }
    let mut snippet = Snippet::source(&text[start..end.max(start)]).line_start(line).path(plain(path));
    for (mark, span) in marks.iter().zip(spans) {
        let span = span.start.saturating_sub(start)..span.end.saturating_sub(start);
        let kind = if mark.message.is_some() { AnnotationKind::Context } else { AnnotationKind::Primary };
        snippet = snippet.annotation(kind.span(span).label(mark.message.map(plain)));
    }
    snippet
}

/// A range that can be shown: of this text, on characters, without the line break at its
/// end, and of at most a few lines.
fn within(text: &str, range: Range<usize>) -> Range<usize> {
    const MOST_LINES: usize = 8;
    let start = floor(text, range.start);
    let end = floor(text, range.end).max(start);
    let covered = &text[start..end];
    let covered = match covered.match_indices('\n').nth(MOST_LINES) {
        Some(_) => covered.lines().next().unwrap_or_default(),
        None => covered.trim_end_matches(['\r', '\n', ' ', '\t']),
    };
    let covered = &covered[..floor(covered, MOST_OF_A_LINE)];
    start..start + covered.len()
}

/// Text from a repository, without what would steer the terminal or break the line.
fn plain(text: impl fmt::Display) -> String {
    text.to_string().chars().map(|c| if c.is_control() { ' ' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_leads_to_its_page_where_there_is_a_site() {
        let rule = crate::rules::all().next().unwrap();
        let line = format!("error[{}] {}: why", rule.code, rule.name);
        assert_eq!(linked(&line, rule, ""), line);
        let url = format!("https://site.example/rules/{}/", rule.code);
        let expected = format!("error[\u{1b}]8;;{url}\u{1b}\\{}\u{1b}]8;;\u{1b}\\] {}: why", rule.code, rule.name);
        assert_eq!(linked(&line, rule, "https://site.example/"), expected);
    }
}
