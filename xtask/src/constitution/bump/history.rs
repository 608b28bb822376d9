//! The history's new entry, written like the newest one. Must not decide on a version.

use crate::constitution::bump::{eol, Target};
use crate::constitution::document::history::{Entry, Form, History};
use crate::constitution::document::{date, number, Day};
use crate::span::Span;

/// The edit that makes the newest entry the target's. An entry above the base that states
/// too little is set right, not doubled.
pub fn entry(text: &str, history: &History, target: &Target<'_>) -> Option<(Span, String)> {
    let newest = history.newest()?;
    if newest.version >= target.version {
        return None;
    }
    if target.base.is_some_and(|base| newest.version > *base) {
        return Some((newest.number, number::spell(&target.version, newest.parts)));
    }
    let eol = eol(text);
    let line = match &newest.form {
        Form::Row { cells, change } => row(text, newest, cells, *change, target),
        Form::Item => item(text, newest, target, true),
        Form::Heading => format!("{}{eol}{eol}- {}", item(text, newest, target, false), target.amendment.summary()),
    };
    // Lines of prose without a blank line between them would be one.
    let marker = newest.span.text(text).trim_start().split(' ').next().unwrap_or_default();
    let listed = matches!(marker, "-" | "*" | "+") || marker.ends_with(['.', ')']) && marker.len() < 4;
    let gap = match &newest.form {
        Form::Row { .. } => "",
        Form::Item if listed => "",
        _ => eol,
    };
    if history.newest_first {
        return Some((Span::at(newest.span.start), format!("{line}{eol}{gap}")));
    }
    // Behind the last line with text: what belongs to the newest entry may be indented.
    let end = match &newest.form {
        Form::Row { .. } => newest.span.end,
        _ => history.aside.iter().map(|aside| aside.end).max().unwrap_or(newest.span.end).max(newest.span.end),
    };
    let end = text.get(..end).unwrap_or_default().trim_end().len();
    Some((Span::at(end), format!("{eol}{gap}{line}")))
}

/// The newest row with other contents: cells keep their width where they can, and what
/// nobody can know (an author) stays blank.
fn row(text: &str, newest: &Entry, cells: &[Span], change: Option<usize>, target: &Target<'_>) -> String {
    let mut out = String::new();
    let line = Span::new(newest.span.start, newest.span.end);
    let mut at = line.start;
    for (index, cell) in cells.iter().enumerate() {
        let source = cell.text(text);
        let inner =
            Span::new(cell.start + source.len() - source.trim_start().len(), cell.start + source.trim_end().len());
        let inner = if inner.start > inner.end { Span::at(cell.start) } else { inner };
        out.push_str(Span::new(at, inner.start.max(at)).text(text));
        at = inner.end.max(at);
        let value = match newest.date {
            _ if inner.contains(newest.number) => {
                within(text, inner, newest.number, &number::spell(&target.version, newest.parts))
            }
            Some(place) if inner.contains(place.span) => within(text, inner, place.span, &spelt(place.day, target)),
            _ if change == Some(index) => target.amendment.summary().replace('|', "\\|"),
            _ => String::new(),
        };
        let width = |text: &str| text.chars().count();
        out.push_str(&value);
        out.extend(std::iter::repeat_n(' ', width(inner.text(text)).saturating_sub(width(&value))));
    }
    out.push_str(Span::new(at, line.end.max(at)).text(text).trim_end_matches(['\r', '\n']));
    out
}

/// `whole` with `part` replaced.
fn within(text: &str, whole: Span, part: Span, by: &str) -> String {
    format!("{}{by}{}", Span::new(whole.start, part.start).text(text), Span::new(part.end, whole.end).text(text))
}

/// The newest entry's line up to what it says, then what changed.
fn item(text: &str, newest: &Entry, target: &Target<'_>, say: bool) -> String {
    let before = Span::new(newest.span.start, newest.number.start).text(text);
    let version = number::spell(&target.version, newest.parts);
    let first = newest.span.text(text).find('\n').map_or(newest.span.end, |at| newest.span.start + at);
    let first = newest.span.start + Span::new(newest.span.start, first).text(text).trim_end().len();
    let (middle, rest) = match newest.date {
        Some(place) => {
            let gap = Span::new(newest.number.end, place.span.start.max(newest.number.end)).text(text);
            (format!("{gap}{}", spelt(place.day, target)), place.span.end)
        }
        None => (String::new(), newest.number.end),
    };
    let rest = Span::new(rest, first.max(rest)).text(text);
    let mark = rest.len() - rest.trim_start_matches(|c: char| !c.is_alphanumeric()).len();
    let mark = match rest[..mark].trim_end_matches(['*', '_', '`', '[', '"', '“', '(']) {
        "" => &rest[..mark],
        shorter if rest.len() > mark => shorter,
        _ => &rest[..mark],
    };
    let said = if say && rest.len() > mark.len() { target.amendment.summary() } else { String::new() };
    format!(
        "{before}{version}{middle}{}",
        if say { format!("{mark}{said}") } else { mark.trim_end_matches([' ', ':', '-', '—', '–']).to_string() }
    )
}

fn spelt(day: Day, target: &Target<'_>) -> String {
    match day {
        Day::Read(_, format) => date::spell(target.date, format),
        _ => date::iso(target.date),
    }
}
