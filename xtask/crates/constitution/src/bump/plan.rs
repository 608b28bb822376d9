//! The edits that write a version, in the format found. Must not decide on one.

use prodproof_syntax::order::Order;
use semver::Version;
use time::Date;

use super::held::above;
use super::{held, history, report, BumpVerdict, Demand, INITIAL};
use crate::amendment::{Amendment, Level};
use crate::document::{date, number, Day, Document, Number};
use crate::lexicon::{self, Language};
use prodproof_syntax::finding::{apply, line_end, Edit};
use prodproof_syntax::markdown::BlockKind;
use prodproof_syntax::span::{line_start, Span};

/// What to write.
#[derive(Clone, Debug)]
pub struct BumpTarget<'a> {
    /// The version and the dates at the base.
    pub base: Option<&'a Version>,
    pub base_ratified: Option<Date>,
    pub base_amended: Option<Date>,
    pub version: Version,
    pub date: Date,
    /// For the words in a history or a report.
    pub amendment: &'a Amendment,
    /// A level below the one demanded, and why: recorded in the report.
    pub stated: Option<(Level, &'a str)>,
}

/// The edits that make a document state a version; none, if it already does.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BumpPlan {
    pub old: Option<Version>,
    pub new: Version,
    /// In text order, none overlapping: these bytes become that text.
    pub changes: Vec<(Span, String)>,
}

impl BumpPlan {
    pub fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    /// As edits of the file at `path`.
    pub fn edits(&self, path: &str) -> Vec<Edit> {
        self.changes.iter().map(|(span, text)| Edit::new(path, *span, text.clone())).collect()
    }

    /// `text`, the one that was planned for, with the edits made.
    pub fn apply(&self, text: &str) -> String {
        apply(text, &self.edits("")).unwrap_or_else(|_| text.to_string())
    }
}

/// The plan for what `demand` asks, on `date`. Empty where nothing is asked, or the bump is
/// held back.
pub fn plan_for(text: &str, demand: &Demand, date: Date) -> BumpPlan {
    let wanted = demand.held.is_empty() && (demand.amendment.changed || asked(&demand.verdict));
    match target(demand, date).filter(|_| wanted) {
        Some(target) => plan(text, &target),
        None => {
            BumpPlan { old: demand.stated.clone(), new: demand.stated.clone().unwrap_or(INITIAL), changes: Vec::new() }
        }
    }
}

/// What to write for `demand`, on `date`; nothing for a template.
pub fn target(demand: &Demand, date: Date) -> Option<BumpTarget<'_>> {
    Some(BumpTarget {
        base: demand.base.as_ref(),
        base_ratified: demand.base_ratified,
        base_amended: demand.base_amended,
        version: demand.target()?.clone(),
        date,
        amendment: &demand.amendment,
        stated: None,
    })
}

fn asked(verdict: &BumpVerdict) -> bool {
    !matches!(verdict, BumpVerdict::Unamended | BumpVerdict::Idle | BumpVerdict::Bumped | BumpVerdict::Template)
}

/// Plans the edits that make `text` state `target`: every place of its own version, the
/// date of the last amendment where there is a line for it, and a new entry in the
/// history and the sync impact report where there is one. Every other byte stays. A
/// document without a place for a version gets spec-kit's footer; one that is [`held`]
/// stays as it is.
pub fn plan(text: &str, target: &BumpTarget<'_>) -> BumpPlan {
    let document = Document::read(text);
    let old = document.version().cloned();
    let mut changes: Vec<(Span, String)> = Vec::new();
    if !held(text, &document).is_empty() || above(text, &document, &target.version).is_some() {
        return BumpPlan { new: old.clone().unwrap_or_else(|| target.version.clone()), old, changes };
    }
    for place in &document.versions {
        if place.number.version() != Some(&target.version) {
            let spelt = number::spell(&target.version, place.number.parts());
            changes.push((place.span, filled(text, place.span, spelt)));
        }
    }
    let raised = target.base.is_none_or(|base| *base < target.version);
    if !changes.is_empty() || stale(&document, target) {
        changes.extend(dates(text, &document, target));
    }
    let mut placed = !document.versions.is_empty();
    if raised {
        // What stands in an open fence or comment would not be read again.
        let written = |changes: &[(Span, String)]| {
            let edits: Vec<Edit> = changes.iter().map(|(span, text)| Edit::new("", *span, text.clone())).collect();
            apply(text, &edits).ok().map(|text| Document::read(&text))
        };
        let entry = document.history.as_ref().and_then(|history| history::entry(text, history, target));
        if let Some(entry) = entry {
            let found = written(std::slice::from_ref(&entry)).and_then(|after| after.history);
            if found.and_then(|history| Some(history.newest()?.version == target.version)) == Some(true) {
                changes.push(entry);
                placed = true;
            }
        }
        let report = report::entry(text, &document, target);
        let found = written(&report).and_then(|after| after.reports.into_iter().next()).and_then(|report| report.new);
        if found.is_some_and(|new| same(&new.value, &target.version)) {
            placed |= document.history.is_none() && document.version().is_some();
            changes.extend(report);
        }
    }
    if !placed && document.version() != Some(&target.version) {
        let (place, line) = footer(text, &document, target);
        // A date may go in at the very end, too; it belongs to the line before.
        match changes.iter_mut().find(|(other, _)| *other == place) {
            Some((_, date)) => date.push_str(&line),
            None => changes.push((place, line)),
        }
    }
    changes.order();
    if document.versions.is_empty() && !changes.is_empty() {
        let known = |span: &Span| document.amended.iter().any(|place| place.span == *span);
        let beside = dates_beside(text, target, &changes);
        changes.extend(beside.into_iter().filter(|(span, _)| !known(span)));
        changes.order();
    }
    BumpPlan { old, new: target.version.clone(), changes }
}

/// Whether the date of the last amendment still is that of the base, though the base is
/// older than a day.
pub fn stale(document: &Document, target: &BumpTarget<'_>) -> bool {
    let (Some(then), Some(now)) = (target.base_amended, document.amended_on()) else { return false };
    let amended = target.amendment.changed && now <= then;
    amended && then.next_day().is_some_and(|next| next < target.date)
}

/// The edits of the dates of the last amendment. One that was set since the base, and is
/// about today, stays.
pub fn dates(text: &str, document: &Document, target: &BumpTarget<'_>) -> Vec<(Span, String)> {
    let today = target.date;
    let about = |date: Date| Some(date) >= today.previous_day() && Some(date) <= today.next_day();
    let mut changes = Vec::new();
    for place in &document.amended {
        let format = match place.day {
            Day::Read(date, _) if date == today || about(date) && target.base_amended < Some(date) => continue,
            Day::Read(_, format) => format,
            _ => date::DateFormat::Iso,
        };
        let spoken = likely(text, place.span, document);
        let spelt = date::respell(place.span.text(text), format, today, &spoken);
        changes.push((place.span, filled(text, place.span, spelt)));
        changes.extend(place.day.date().and_then(|was| date::weekday(text, place.span, was, today, &spoken)));
    }
    changes
}

/// The languages that a date is likely to be of, where several call a month alike: its
/// label's, and of those the document's.
fn likely(text: &str, date: Span, document: &Document) -> Vec<&'static Language> {
    let before = text.get(..date.start).unwrap_or_default();
    let line = &before[line_start(before)..];
    // A weekday may stand between the label and the date.
    let end = line.rfind([':', '：']).unwrap_or(line.len());
    let mut label = lexicon::amended_in(&line[..end]);
    let known = document.spoken.known();
    if label.iter().any(|one| known.contains(one)) {
        label.retain(|one| known.contains(one));
    } else {
        label.extend(known);
    }
    label
}

/// What is written at `place`: where it is empty, it sticks neither to its label nor to
/// what follows.
fn filled(text: &str, place: Span, spelt: String) -> String {
    let (before, behind) = (text.get(..place.start).unwrap_or_default(), text.get(place.end..).unwrap_or_default());
    let gap = |apart: bool| if place.is_empty() && !apart { " " } else { "" };
    let follows = behind.chars().next().is_none_or(char::is_whitespace);
    format!("{}{spelt}{}", gap(before.ends_with(' ')), gap(follows))
}

/// The dates that are the document's own only beside the version that `changes` write:
/// left for a second bump they would be half a one.
fn dates_beside(text: &str, target: &BumpTarget<'_>, changes: &[(Span, String)]) -> Vec<(Span, String)> {
    let edits: Vec<Edit> = changes.iter().map(|(span, text)| Edit::new("", *span, text.clone())).collect();
    let Ok(written) = apply(text, &edits) else { return Vec::new() };
    let found = dates(&written, &Document::read(&written), target).into_iter();
    found.filter_map(|(span, spelt)| Some((before(span, changes)?, spelt))).collect()
}

/// Where `span` stood before `changes`, which are in order, were made; `None` where one of
/// them wrote there.
fn before(span: Span, changes: &[(Span, String)]) -> Option<Span> {
    let (mut more, mut less) = (0, 0);
    for (place, text) in changes {
        let start = place.start + more - less;
        if span.start < start {
            break;
        }
        if span.start < start + text.len() || span.start == start && !place.is_empty() {
            return None;
        }
        (more, less) = (more + text.len(), less + place.len());
    }
    Some(Span::new(span.start + less - more, span.end + less - more))
}

/// spec-kit's footer at the end, without what the document states already; where the end
/// does not take it (an open code fence or comment), a line at the top.
fn footer(text: &str, document: &Document, target: &BumpTarget<'_>) -> (Span, String) {
    let (eol, date) = (line_end(text), date::iso(target.date));
    let mut line = format!("**Version**: {}", target.version);
    if document.ratified.is_empty() {
        let ratified = target.base_ratified.map_or_else(|| date.clone(), date::iso);
        line.push_str(&format!(" | **Ratified**: {ratified}"));
    }
    if document.amended.is_empty() {
        line.push_str(&format!(" | **Last Amended**: {date}"));
    }
    let blank = text.trim_start_matches('\u{feff}').trim().is_empty();
    let foot = match text.ends_with('\n') {
        _ if blank => format!("{line}{eol}"),
        true => format!("{eol}{line}{eol}"),
        false => format!("{eol}{eol}{line}"),
    };
    let at_end = format!("{text}{foot}");
    if Document::read(&at_end).version() == Some(&target.version) {
        return (Span::at(text.len()), foot);
    }
    (Span::at(top(text, document)), format!("**Version**: {}{eol}{eol}", target.version))
}

/// Where the text starts, behind a byte order mark and front matter.
pub(super) fn top(text: &str, document: &Document) -> usize {
    let front = document.markdown.blocks.first();
    let front = front.filter(|block| block.kind == BlockKind::FrontMatter);
    let bom = text.len() - text.trim_start_matches('\u{feff}').len();
    front.map_or(bom, |block| block.span.end)
}

/// The number that stands at a place of a version, for those that write one beside it.
pub(super) fn same(number: &Number, version: &Version) -> bool {
    number.version() == Some(version)
}
