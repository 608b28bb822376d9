//! The history's new entry, written like the newest one. Must not decide on a version.

use crate::bump::BumpTarget;
use crate::document::history::{Form, HistoryEntry, VersionHistory};
use crate::document::{date, field, number, DatePlace, Day};
use crate::lexicon;
use prodproof_syntax::finding::line_end;
use prodproof_syntax::span::Span;

/// The edit that makes the newest entry the target's. An entry above the base that states
/// too little is set right, not doubled.
pub fn entry(text: &str, history: &VersionHistory, target: &BumpTarget<'_>) -> Option<(Span, String)> {
    let newest = history.newest()?;
    if newest.version >= target.version {
        return None;
    }
    if target.base.is_some_and(|base| newest.version > *base) {
        return Some((newest.number, number::spell(&target.version, newest.parts)));
    }
    let eol = line_end(text);
    let line = match &newest.form {
        Form::Row { cells, change } => row(text, newest, cells, *change, target),
        Form::Item => item(text, newest, target, Some(target.amendment.summary())),
        Form::Heading => format!("{}{eol}{eol}- {}", item(text, newest, target, None), target.amendment.summary()),
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
        Form::Item if listed => newest.span.end + indented(text.get(newest.span.end..).unwrap_or_default()),
        _ => history.aside.iter().map(|aside| aside.end).max().unwrap_or(newest.span.end).max(newest.span.end),
    };
    let end = text.get(..end).unwrap_or_default().trim_end().len();
    // Text right below an item would be a part of it.
    let below = text.get(end..).unwrap_or_default().trim_start_matches(['\r', ' ', '\t']).strip_prefix('\n');
    let below = below.and_then(|below| below.lines().next()).unwrap_or_default();
    let apart =
        listed && below.starts_with(|c: char| !c.is_whitespace() && !matches!(c, '-' | '*' | '+' | '#' | '|' | '<'));
    // The footer right below the list is read as what it is.
    let footer = !field::fields(below, Span::new(0, below.len())).is_empty();
    let apart = apart && !is_numbered(below) && !footer;
    Some((Span::at(end), format!("{eol}{gap}{line}{}", if apart { eol } else { "" })))
}

/// The length of the lines at the start of `text` that are indented, with blank ones
/// between them; and of a line right below one of them that goes on with its paragraph.
fn indented(text: &str) -> usize {
    let (mut at, mut end) = (0, 0);
    for line in text.split_inclusive('\n') {
        let goes_on = end > 0 && end == at && line.starts_with(|c: char| c.is_alphanumeric() || matches!(c, '[' | '('));
        at += line.len();
        match (line.trim().is_empty(), line.starts_with([' ', '\t']) || goes_on) {
            (true, _) => {}
            (false, true) => end = at,
            (false, false) => break,
        }
    }
    end
}

/// Whether a line is an item of a numbered list.
fn is_numbered(line: &str) -> bool {
    let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
    rest.len() < line.len() && (rest.starts_with(". ") || rest.starts_with(") "))
}

/// The newest row with other contents: cells keep their width where they can, and what
/// nobody can know (an author) stays blank.
fn row(text: &str, newest: &HistoryEntry, cells: &[Span], change: Option<usize>, target: &BumpTarget<'_>) -> String {
    let line = newest.span.start + newest.span.text(text).trim_end().len();
    let mut out = String::new();
    let mut at = newest.span.start;
    for (index, cell) in cells.iter().enumerate() {
        let inner = inner(text, *cell);
        let value = match newest.date {
            _ if inner.contains(newest.number) => {
                within(text, inner, newest.number, &number::spell(&target.version, newest.parts))
            }
            Some(place) if inner.contains(place.span) => within(text, inner, place.span, &spelt(text, place, target)),
            _ if change == Some(index) => target.amendment.summary().replace('|', "\\|"),
            _ => String::new(),
        };
        // A row may end before its table does: the cells that it lacks are written behind.
        if inner.start < at || inner.start >= line {
            out.push_str(Span::new(at, line.max(at)).text(text));
            at = line.max(at);
            out.push_str(&if out.trim_end().ends_with('|') { format!(" {value} |") } else { format!(" | {value}") });
            continue;
        }
        out.push_str(Span::new(at, inner.start).text(text));
        at = inner.end;
        let (was, now) = (inner.text(text).chars().count(), value.chars().count());
        let blank = was == 0 && now > 0;
        let gap = |is: bool| if blank && is { " " } else { "" };
        out.push_str(gap(out.ends_with('|')));
        out.push_str(&value);
        out.push_str(gap(text[at..].starts_with('|')));
        out.extend(std::iter::repeat_n(' ', was.saturating_sub(now)));
    }
    out.push_str(Span::new(at, line.max(at)).text(text));
    out
}

/// What a cell says, without the blanks around it; of an empty one the place behind its
/// first blank.
fn inner(text: &str, cell: Span) -> Span {
    let source = cell.text(text);
    if source.trim().is_empty() {
        return Span::at(cell.start + usize::from(source.starts_with(' ')));
    }
    Span::new(cell.start + source.len() - source.trim_start().len(), cell.start + source.trim_end().len())
}

/// `whole` with `part` replaced.
fn within(text: &str, whole: Span, part: Span, by: &str) -> String {
    format!("{}{by}{}", Span::new(whole.start, part.start).text(text), Span::new(part.end, whole.end).text(text))
}

/// The newest entry's line up to what it says, then what changed, if that is `said` there.
fn item(text: &str, newest: &HistoryEntry, target: &BumpTarget<'_>, said: Option<String>) -> String {
    let before = Span::new(newest.span.start, newest.number.start).text(text);
    let version = number::spell(&target.version, newest.parts);
    let first = newest.span.text(text).find('\n').map_or(newest.span.end, |at| newest.span.start + at);
    let first = newest.span.start + Span::new(newest.span.start, first).text(text).trim_end().len();
    let (middle, rest) = match newest.date {
        Some(place) => {
            let gap = Span::new(newest.number.end, place.span.start.max(newest.number.end)).text(text);
            (format!("{gap}{}", spelt(text, place, target)), place.span.end)
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
    let end = match said {
        Some(said) if rest.len() > mark.len() => format!("{mark}{said}"),
        Some(_) => mark.to_string(),
        None => mark.trim_end_matches([' ', ':', '-', '—', '–']).to_string(),
    };
    format!("{before}{version}{middle}{end}")
}

fn spelt(text: &str, place: DatePlace, target: &BumpTarget<'_>) -> String {
    match place.day {
        // Only a month's name asks for the language.
        Day::Read(_, date::DateFormat::Named) => {
            let spoken = lexicon::spoken(text).known();
            date::respell(place.span.text(text), date::DateFormat::Named, target.date, &spoken)
        }
        Day::Read(_, format) => date::respell(place.span.text(text), format, target.date, &[]),
        _ => date::iso(target.date),
    }
}
