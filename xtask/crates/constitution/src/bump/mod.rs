//! The next version of a constitution: which one its amendment demands, and the edits
//! that write it, in the format found. Must not know where the base came from.

pub use semver::Version;
use semver::{BuildMetadata, Prerelease};
use time::Date;

use crate::amendment::{compare, is_contract, Amendment, Level};
use crate::document::{date, number, Day, Document, Number};
use prodproof_syntax::finding::{apply, Edit};
use prodproof_syntax::markdown::BlockKind;
use prodproof_syntax::span::{Span, Spanned};

pub mod history;
pub mod report;

/// The first version of a document that had none.
pub const INITIAL: Version = Version::new(1, 0, 0);

/// What is asked of a document, compared with its base.
#[derive(Clone, Debug)]
pub struct Demand {
    pub amendment: Amendment,
    /// The version at the base; `None` where there was no document, no version or only
    /// the template.
    pub base: Option<Version>,
    /// The dates of ratification and of the last amendment at the base.
    pub base_ratified: Option<Date>,
    pub base_amended: Option<Date>,
    /// The version that the document states.
    pub stated: Option<Version>,
    /// The least level: the text's, or a lower one that a person stated with a reason.
    pub level: Level,
    /// The reason of that person.
    pub reason: Option<String>,
    /// Why nothing may be written, whatever is asked.
    pub held: Vec<Held>,
    /// A level above the one that the content shows, and where the document's own sync
    /// report claims it.
    pub claimed: Option<Spanned<Level>>,
    pub verdict: Verdict,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Not amended, and the version stands.
    Unamended,
    /// Amended, and bumped by enough.
    Bumped,
    /// Not amended, but the version is higher: what a person may do.
    Idle,
    /// States no version that can be read; this would be it.
    Missing { target: Version },
    /// Amended under the version of the base.
    Unbumped { target: Version },
    /// Amended, and bumped by less than its content demands.
    TooLittle { target: Version },
    /// The version went backwards.
    Backwards { target: Version },
    /// Nobody has filled in the template: nothing can be asked of it yet.
    Template,
}

/// What holds a bump back: the text is not what somebody meant to say, or where its
/// version stands cannot be told. All places are in the text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Held {
    /// Git's marks of a merge that nobody has settled.
    Conflict(Span),
    /// Git has several texts of it, and waits for somebody to settle the merge.
    Unmerged,
    /// The contract block is no TOML, so that what it states is not known.
    Contract(Span),
    /// Labelled versions of which nobody can tell which, or whether any, is the document's.
    Versions(Vec<Span>),
    /// What stands in the version's place cannot be read, and begins with more than the
    /// version that would be written: `1.5.0.1`, `2.x`.
    Number(Span),
    /// What was a constitution at the base is a template again.
    Template,
}

impl Held {
    /// Lower case, no final dot.
    pub fn why(&self) -> &'static str {
        match self {
            Self::Conflict(_) => "conflict marks stand in the text",
            Self::Unmerged => "git holds it for unmerged",
            Self::Contract(_) => "the contract block is no TOML",
            Self::Versions(_) => "which labelled version is the document's cannot be told",
            Self::Number(_) => "its version cannot be read, and is more than what would be written",
            Self::Template => "the constitution became a template again",
        }
    }
}

/// The level that the newest report claims for this very amendment, where it is above
/// what the content shows.
fn claimed(document: &Document, base: Option<&Version>, amendment: &Amendment) -> Option<Spanned<Level>> {
    let report = document.reports.first()?;
    let old = report.old.as_ref().and_then(|old| old.value.version());
    let same = amendment.changed && base.is_some() && old == base;
    report.claimed.clone().filter(|claimed| same && claimed.value > amendment.level)
}

/// What holds a bump of `text` back.
pub fn held(text: &str, document: &Document) -> Vec<Held> {
    let mut found = Vec::new();
    found.extend(conflict(text, document).map(Held::Conflict));
    found.extend(unreadable_contract(document).map(Held::Contract));
    if !document.unsure.is_empty() {
        found.push(Held::Versions(document.unsure.iter().map(|place| place.span).collect()));
    }
    found
}

/// A version that cannot be read and begins with more than `target`.
fn above(text: &str, document: &Document, target: &Version) -> Option<Span> {
    let unreadable =
        document.versions.iter().filter(|place| place.number == Number::Unreadable).map(|place| place.span);
    unreadable.into_iter().find(|span| number::floor(span.text(text)).is_some_and(|least| least > *target))
}

/// The line that opens one of Git's conflicts, where all three of its marks stand in
/// order; not in an example.
fn conflict(text: &str, document: &Document) -> Option<Span> {
    let example = |span: Span| {
        document.markdown.blocks.iter().any(|block| match &block.kind {
            BlockKind::Code { info } => !is_contract(info) && block.content.contains(span),
            _ => false,
        })
    };
    let mut at = 0;
    let mut open: Option<Span> = None;
    let mut parted = false;
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end_matches(['\r', '\n']);
        let span = Span::new(at, at + bare.len());
        at += line.len();
        match bare {
            _ if bare.starts_with("<<<<<<< ") => (open, parted) = (Some(span), false),
            "=======" => parted = open.is_some(),
            _ if bare.starts_with(">>>>>>> ") && parted && !open.is_some_and(example) => return open,
            _ => {}
        }
    }
    None
}

fn unreadable_contract(document: &Document) -> Option<Span> {
    let blocks = document.markdown.blocks.iter();
    blocks
        .filter(|block| matches!(&block.kind, BlockKind::Code { info } if is_contract(info)))
        .find(|block| {
            let toml: String = block.inlines.iter().map(|inline| inline.text.as_str()).collect();
            toml_edit::Document::parse(toml.as_str()).is_err()
        })
        .map(|block| block.content)
}

impl Demand {
    /// The version that the document ought to state now.
    pub fn target(&self) -> Option<&Version> {
        match &self.verdict {
            Verdict::Missing { target }
            | Verdict::Unbumped { target }
            | Verdict::TooLittle { target }
            | Verdict::Backwards { target } => Some(target),
            Verdict::Unamended | Verdict::Bumped | Verdict::Idle => self.stated.as_ref(),
            Verdict::Template => None,
        }
    }
}

/// The version that follows `base` at `level`; the first one without a base. A
/// pre-release of the asked-for version becomes that version.
pub fn next(base: Option<&Version>, level: Level) -> Version {
    let Some(base) = base else { return INITIAL };
    if level == Level::None {
        return base.clone();
    }
    let mut next = base.clone();
    next.pre = Prerelease::EMPTY;
    next.build = BuildMetadata::EMPTY;
    let released = match level {
        Level::Major => base.minor == 0 && base.patch == 0,
        Level::Minor => base.patch == 0,
        _ => true,
    };
    if !base.pre.is_empty() && released {
        return next;
    }
    match level {
        Level::Major => (next.major, next.minor, next.patch) = (next.major.saturating_add(1), 0, 0),
        Level::Minor => (next.minor, next.patch) = (next.minor.saturating_add(1), 0),
        _ => next.patch = next.patch.saturating_add(1),
    }
    next
}

/// What the text asks of its version, compared with the text at the base (`None` where
/// the document did not exist).
pub fn demand(base: Option<&str>, text: &str) -> Demand {
    let amendment = compare(base.unwrap_or_default(), text);
    demand_of(base.map(Document::read).as_ref(), text, &Document::read(text), amendment)
}

/// The same, of documents that were read and compared already.
pub fn demand_of(base: Option<&Document>, text: &str, document: &Document, amendment: Amendment) -> Demand {
    let known = base.filter(|base| !base.template);
    let from = known.and_then(Document::version).cloned();
    let stated = document.version().cloned();
    let readable = document.versions.iter().all(|place| place.number.version().is_some());
    let person = document
        .reports
        .first()
        .filter(|report| report.old.as_ref().and_then(|old| old.value.version()) == from.as_ref())
        .and_then(|report| report.level.as_ref())
        .filter(|(level, _)| level.value < amendment.level && amendment.changed);
    let level = person.map_or(amendment.level, |(level, _)| level.value);
    let target = next(from.as_ref(), level);
    let verdict = match (&stated, &from) {
        _ if document.template => Verdict::Template,
        (None, _) => Verdict::Missing { target },
        (Some(now), None) if readable || *now >= target => Verdict::Bumped,
        (Some(now), None) => Verdict::Missing { target: now.clone() },
        (Some(now), Some(from)) if now < from => Verdict::Backwards { target },
        (Some(now), Some(from)) if !amendment.changed => match now == from {
            true => Verdict::Unamended,
            false => Verdict::Idle,
        },
        (Some(now), Some(from)) if now == from => Verdict::Unbumped { target },
        (Some(now), Some(_)) if *now < target => Verdict::TooLittle { target },
        _ => Verdict::Bumped,
    };
    let mut held = held(text, document);
    if let Verdict::Missing { target } = &verdict {
        held.extend(above(text, document, target).map(Held::Number));
    }
    held.extend((document.template && from.is_some()).then_some(Held::Template));
    Demand {
        held,
        claimed: claimed(document, from.as_ref(), &amendment),
        base: from,
        base_ratified: known.and_then(|base| base.ratified.iter().find_map(|place| place.day.date())),
        base_amended: known.and_then(Document::amended_on),
        stated,
        level,
        reason: person.map(|(_, reason)| reason.clone()),
        verdict,
        amendment,
    }
}

/// What to write.
#[derive(Clone, Debug)]
pub struct Target<'a> {
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
pub struct Plan {
    pub old: Option<Version>,
    pub new: Version,
    /// In text order, none overlapping: these bytes become that text.
    pub changes: Vec<(Span, String)>,
}

impl Plan {
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

/// The plan for what `demand` asks, on `date`. Empty where nothing is asked.
pub fn plan_for(text: &str, demand: &Demand, date: Date) -> Plan {
    match target(demand, date).filter(|_| demand.amendment.changed || asked(&demand.verdict)) {
        Some(target) => plan(text, &target),
        None => Plan { old: demand.stated.clone(), new: demand.stated.clone().unwrap_or(INITIAL), changes: Vec::new() },
    }
}

/// What to write for `demand`, on `date`; nothing for a template.
pub fn target(demand: &Demand, date: Date) -> Option<Target<'_>> {
    Some(Target {
        base: demand.base.as_ref(),
        base_ratified: demand.base_ratified,
        base_amended: demand.base_amended,
        version: demand.target()?.clone(),
        date,
        amendment: &demand.amendment,
        stated: None,
    })
}

fn asked(verdict: &Verdict) -> bool {
    !matches!(verdict, Verdict::Unamended | Verdict::Idle | Verdict::Bumped | Verdict::Template)
}

/// Plans the edits that make `text` state `target`: every place of its own version, the
/// date of the last amendment where there is a line for it, and a new entry in the
/// history and the sync impact report where there is one. Every other byte stays. A
/// document without a place for a version gets spec-kit's footer; one that is [`held`]
/// stays as it is.
pub fn plan(text: &str, target: &Target<'_>) -> Plan {
    let document = Document::read(text);
    let old = document.version().cloned();
    let mut changes: Vec<(Span, String)> = Vec::new();
    if !held(text, &document).is_empty() || above(text, &document, &target.version).is_some() {
        return Plan { new: old.clone().unwrap_or_else(|| target.version.clone()), old, changes };
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
    changes.sort();
    if document.versions.is_empty() && !changes.is_empty() {
        let known = |span: &Span| document.amended.iter().any(|place| place.span == *span);
        let beside = dates_beside(text, target, &changes);
        changes.extend(beside.into_iter().filter(|(span, _)| !known(span)));
        changes.sort();
    }
    Plan { old, new: target.version.clone(), changes }
}

/// Whether the date of the last amendment still is that of the base, though the base is
/// older than a day.
pub fn stale(document: &Document, target: &Target<'_>) -> bool {
    let (Some(then), Some(now)) = (target.base_amended, document.amended_on()) else { return false };
    let amended = target.amendment.changed && now <= then;
    amended && then.next_day().is_some_and(|next| next < target.date)
}

/// The edits of the dates of the last amendment. One that was set since the base, and is
/// about today, stays.
pub fn dates(text: &str, document: &Document, target: &Target<'_>) -> Vec<(Span, String)> {
    let today = target.date;
    let about = |date: Date| Some(date) >= today.previous_day() && Some(date) <= today.next_day();
    let mut changes = Vec::new();
    for place in &document.amended {
        let format = match place.day {
            Day::Read(date, _) if date == today || about(date) && target.base_amended < Some(date) => continue,
            Day::Read(_, format) => format,
            _ => date::Format::Iso,
        };
        let spelt = date::respell(place.span.text(text), format, today, &document.spoken.known());
        changes.push((place.span, filled(text, place.span, spelt)));
    }
    changes
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
fn dates_beside(text: &str, target: &Target<'_>, changes: &[(Span, String)]) -> Vec<(Span, String)> {
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
fn footer(text: &str, document: &Document, target: &Target<'_>) -> (Span, String) {
    let (eol, date) = (eol(text), date::iso(target.date));
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
fn top(text: &str, document: &Document) -> usize {
    let front = document.markdown.blocks.first();
    let front = front.filter(|block| block.kind == BlockKind::FrontMatter);
    let bom = text.len() - text.trim_start_matches('\u{feff}').len();
    front.map_or(bom, |block| block.span.end)
}

/// The line end that the text uses.
fn eol(text: &str) -> &'static str {
    let first = text.find('\n').map(|at| &text[..at]);
    match first {
        Some(line) if line.ends_with('\r') => "\r\n",
        _ => "\n",
    }
}

/// The number that stands at a place of a version, for those that write one beside it.
fn same(number: &Number, version: &Version) -> bool {
    number.version() == Some(version)
}

#[cfg(test)]
mod tests;
